package dev.baton.os;

import dev.baton.syscall.ErrorKind;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What programs ask of an error that came from somewhere below: Go's {@code errors} package. Any
 * thread may ask.
 */
public final class Errors {
    private Errors() {}

    /**
     * Whether an error, or one of its causes, is of a kind: Go's {@code errors.Is}. Of the JDK's
     * errors it knows those of {@code java.nio.file} and of channels.
     *
     * @param error what was thrown; null is no error of any kind
     * @param kind which, for example {@link ErrorKind#NOT_EXIST}
     * @return true when one of them is
     */
    public static boolean is(Throwable error, ErrorKind kind) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable e = error; e != null && seen.add(e); e = e.getCause()) {
            if (isItself(e, kind)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isItself(Throwable e, ErrorKind kind) {
        return switch (e) {
            case PathError path -> path.is(kind);
            case SyscallError syscall -> syscall.errno().is(kind);
            case NoSuchFileException _ -> kind == ErrorKind.NOT_EXIST;
            case FileAlreadyExistsException _, DirectoryNotEmptyException _ ->
                    kind == ErrorKind.EXIST;
            case AccessDeniedException _ -> kind == ErrorKind.PERMISSION;
            case ClosedChannelException _ -> kind == ErrorKind.CLOSED;
            case SocketTimeoutException _ -> kind == ErrorKind.DEADLINE_EXCEEDED;
            case UnsupportedOperationException _ -> kind == ErrorKind.UNSUPPORTED;
            default -> false;
        };
    }

    /**
     * The first among an error and its causes that is of a class: Go's {@code errors.As}.
     *
     * @param <T> the class
     * @param error what was thrown, or null
     * @param type the class, for example {@link PathError}
     * @return it, or null when there is none
     */
    public static <T extends Throwable> T as(Throwable error, Class<T> type) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable e = error; e != null && seen.add(e); e = e.getCause()) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
        }
        return null;
    }
}
