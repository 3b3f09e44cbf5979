package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a thread does in the kernel, as {@code /proc} tells it to its user: nothing is asked of the
 * process.
 *
 * @param state the kernel's letter: R, S, D …; ? where it can't be read
 * @param call the system call's name, else where in the kernel it waits, else an empty text
 * @param file what the call's descriptor is: a path or a connection; an empty text for none
 */
public record KernelCall(char state, String call, String file) {
    private static final Map<Long, String> NAMES = names();

    /** Calls whose first argument is a descriptor. */
    private static final Set<String> OF_DESCRIPTORS =
            Set.of(
                    "read",
                    "write",
                    "readv",
                    "writev",
                    "pread64",
                    "pwrite64",
                    "fsync",
                    "fdatasync",
                    "accept",
                    "accept4",
                    "connect",
                    "recvfrom",
                    "sendto",
                    "recvmsg",
                    "sendmsg",
                    "flock",
                    "fcntl",
                    "ioctl",
                    "ftruncate",
                    "fallocate",
                    "sendfile",
                    "splice",
                    "copy_file_range",
                    "epoll_wait",
                    "epoll_pwait",
                    "io_uring_enter",
                    "getdents64",
                    "close",
                    "fstat",
                    "preadv2");

    /**
     * Looks.
     *
     * @param pid of the process
     * @param tid of the thread
     * @return what it is at this moment
     */
    public static KernelCall of(long pid, long tid) {
        Path task = Path.of("/proc", Long.toString(pid), "task", Long.toString(tid));
        String stat = read(task.resolve("stat"));
        int at = stat.lastIndexOf(')') + 2;
        char state = at > 1 && at < stat.length() ? stat.charAt(at) : '?';
        if (state == 'R') {
            return new KernelCall(state, "", "");
        }
        String[] words = read(task.resolve("syscall")).strip().split(" ", -1);
        if (!words[0].matches("\\d+")) {
            String where = read(task.resolve("wchan")).strip();
            return new KernelCall(state, where.equals("0") ? "" : where, "");
        }
        long number = Long.parseLong(words[0]);
        String call = NAMES.getOrDefault(number, "system call " + number);
        return new KernelCall(state, call, OF_DESCRIPTORS.contains(call) ? file(pid, words) : "");
    }

    private static String file(long pid, String[] words) {
        int fd = (int) Long.parseUnsignedLong(words[1].substring(2), 16);
        try {
            Path link = Path.of("/proc", Long.toString(pid), "fd", Integer.toString(fd));
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:[")
                    ? Connections.of(
                            pid, target.substring("socket:[".length(), target.length() - 1))
                    : target;
        } catch (IOException e) {
            return "descriptor " + fd;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Map<Long, String> names() {
        Map<Long, String> names = new HashMap<>();
        for (Field field : Sysno.class.getFields()) {
            String name = field.getName();
            if (Modifier.isStatic(field.getModifiers()) && name.startsWith("SYS_")) {
                try {
                    field.setAccessible(true); // it is inherited from a class that is not public
                    names.put(
                            field.getLong(null),
                            name.substring("SYS_".length()).toLowerCase(Locale.ROOT));
                } catch (IllegalAccessException e) {
                    throw new LinkageError("Sysno is not public", e);
                }
            }
        }
        return names;
    }
}
