package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    @Test
    void whatProgramsAskForIsAClassOfItsOwn() {
        assertThat(PathError.of("open", "x", Errno.ENOENT)).isInstanceOf(ErrNotExist.class);
        assertThat(PathError.of("open", "x", Errno.EEXIST)).isInstanceOf(ErrExist.class);
        assertThat(PathError.of("remove", "x", Errno.ENOTEMPTY)).isInstanceOf(ErrExist.class);
        assertThat(PathError.of("open", "x", Errno.EACCES)).isInstanceOf(ErrPermission.class);
        assertThat(PathError.of("open", "x", Errno.EPERM)).isInstanceOf(ErrPermission.class);
        assertThat(PathError.of("open", "x", Errno.EIO)).isExactlyInstanceOf(PathError.class);
    }

    @Test
    void anOperationOfTwoNamesTellsBoth() {
        PathError e = PathError.of("rename", "a", "b", Errno.ENOENT, 0);
        assertThat(e).hasMessage("rename a b: No such file or directory (ENOENT)");
        assertThat(e.path()).isEqualTo("a");
        assertThat(e.newPath()).isEqualTo("b");
        assertThat(PathError.of("open", "a", Errno.ENOENT).newPath()).isNull();
    }

    @Test
    void causesAreAskedToo() {
        Throwable e =
                new ExecutionException(
                        new UncheckedIOException(PathError.of("open", "x", Errno.ENOENT)));
        assertThat(Errors.is(e, ErrorKind.NOT_EXIST)).isTrue();
        assertThat(Errors.is(e, ErrorKind.EXIST)).isFalse();
        assertThat(Errors.is(null, ErrorKind.EXIST)).isFalse();
        assertThat(Errors.as(e, PathError.class).path()).isEqualTo("x");
        assertThat(Errors.as(e, ErrClosed.class)).isNull();
        assertThat(Errors.as(null, ErrClosed.class)).isNull();
    }

    @Test
    void causesThatGoRoundAreAskedOnce() {
        IOException a = new IOException("a");
        IOException b = new IOException("b", a);
        a.initCause(b);
        assertThat(Errors.is(a, ErrorKind.NOT_EXIST)).isFalse();
        assertThat(Errors.as(a, PathError.class)).isNull();
    }

    @Test
    void theErrorsOfTheJdkAreOfTheSameKinds() {
        assertThat(Errors.is(new NoSuchFileException("x"), ErrorKind.NOT_EXIST)).isTrue();
        assertThat(Errors.is(new FileAlreadyExistsException("x"), ErrorKind.EXIST)).isTrue();
        assertThat(Errors.is(new DirectoryNotEmptyException("x"), ErrorKind.EXIST)).isTrue();
        assertThat(Errors.is(new AccessDeniedException("x"), ErrorKind.PERMISSION)).isTrue();
        assertThat(Errors.is(new ClosedChannelException(), ErrorKind.CLOSED)).isTrue();
        assertThat(Errors.is(new SocketTimeoutException(), ErrorKind.DEADLINE_EXCEEDED)).isTrue();
        assertThat(Errors.is(new UnsupportedOperationException(), ErrorKind.UNSUPPORTED)).isTrue();
        assertThat(Errors.is(new IOException(), ErrorKind.NOT_EXIST)).isFalse();
    }

    @Test
    void asNioSaysTheSameInTheWordsOfTheJdk() {
        assertNio(Errno.ENOENT, NoSuchFileException.class);
        assertNio(Errno.EEXIST, FileAlreadyExistsException.class);
        assertNio(Errno.ENOTEMPTY, DirectoryNotEmptyException.class);
        assertNio(Errno.EACCES, AccessDeniedException.class);
        assertNio(Errno.ENOTDIR, NotDirectoryException.class);
        assertNio(Errno.EIO, FileSystemException.class);
        assertThat(PathError.of("rename", "a", "b", Errno.EEXIST, 0).asNio())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage("b");
        assertThat(PathError.of("rename", "a", "b", Errno.EXDEV, 0).asNio())
                .hasMessage("a -> b: " + Errno.EXDEV.text());
        assertThat(new ErrInvalid("open", "x", "no good").asNio()).hasMessage("x: no good");
        ErrClosed closed = new ErrClosed("read", "x");
        assertThat(closed.asNio()).isInstanceOf(ClosedChannelException.class).hasCause(closed);
    }

    private static void assertNio(Errno errno, Class<? extends FileSystemException> type) {
        PathError e = PathError.of("open", "x", errno);
        FileSystemException nio = (FileSystemException) e.asNio();
        assertThat(nio).isExactlyInstanceOf(type).hasCause(e);
        assertThat(nio.getFile()).isEqualTo("x");
    }
}
