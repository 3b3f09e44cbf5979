package dev.baton.syscall;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that this package says of the kernel in numbers, each with the C expression that says the
 * same. As a program it prints them for the architecture that {@code -Dos.arch} names: no system
 * call is made for that, so it need not be the one that it runs on.
 */
final class Abi {
    /** A class and the headers that its names are from. */
    record Unit(Class<?> type, List<String> headers) {}

    private static Unit of(Class<?> type, String... headers) {
        return new Unit(type, List.of(headers));
    }

    static final List<Unit> UNITS =
            List.of(
                    of(Sysno.class, "asm/unistd.h"),
                    of(Errno.class, "errno.h"),
                    of(Fcntl.class, "linux/fcntl.h", "linux/stat.h", "linux/fs.h"),
                    of(
                            Fds.class,
                            "poll.h",
                            "sys/eventfd.h",
                            "sys/timerfd.h",
                            "time.h",
                            "sys/wait.h",
                            "sys/inotify.h",
                            "sys/epoll.h",
                            "sys/ioctl.h",
                            "linux/close_range.h"),
                    of(Files.class, "stdio.h", "fcntl.h", "unistd.h", "linux/openat2.h"),
                    of(Transfers.class, "fcntl.h", "linux/falloc.h"),
                    of(Sockets.class, "sys/socket.h", "netinet/in.h", "netinet/tcp.h"),
                    of(Timespec.class, "linux/time_types.h"),
                    of(Clocks.class, "time.h", "signal.h"),
                    of(Epoll.class, "linux/eventpoll.h"),
                    of(EpollEvent.class, "linux/eventpoll.h"),
                    of(Memory.class, "sys/mman.h", "linux/membarrier.h"),
                    of(Iovec.class, "sys/uio.h"),
                    of(Vectors.class, "fcntl.h"),
                    of(Futex.class, "linux/futex.h"),
                    of(FutexWaitv.class, "linux/futex.h"),
                    of(Processes.class, "sys/wait.h", "sys/prctl.h", "linux/kcmp.h"),
                    of(
                            Scheduling.class,
                            "sched.h",
                            "sys/resource.h",
                            "linux/sched.h",
                            "linux/ioprio.h"),
                    of(SchedAttr.class, "linux/types.h", "linux/sched/types.h"),
                    of(Limits.class, "linux/resource.h"),
                    of(Rlimit.class, "linux/types.h", "linux/resource.h"),
                    of(Rusage.class, "linux/types.h", "linux/resource.h"),
                    of(Machine.class, "sys/random.h"),
                    of(Utsname.class, "linux/utsname.h"),
                    of(Sysinfo.class, "linux/sysinfo.h"),
                    of(Signals.class, "signal.h"),
                    of(SigInfo.class, "signal.h"),
                    of(SignalfdSiginfo.class, "linux/signalfd.h"),
                    of(InotifyEvent.class, "linux/inotify.h"),
                    of(Pollfd.class, "poll.h"),
                    of(
                            SocketOptions.class,
                            "sys/socket.h",
                            "netinet/in.h",
                            "netinet/tcp.h",
                            "netinet/udp.h"),
                    of(Messages.class, "sys/socket.h"),
                    of(MsgHdr.class, "sys/socket.h"),
                    of(Cmsg.class, "sys/socket.h"),
                    of(Ucred.class, "sys/socket.h"),
                    of(Xattrs.class, "sys/xattr.h"),
                    of(IoUring.class, "linux/io_uring.h"),
                    of(IoUringParams.class, "linux/io_uring.h"),
                    of(IoUringSqe.class, "linux/io_uring.h"),
                    of(IoUringCqe.class, "linux/io_uring.h"));

    /** Public constants that have no name in C. */
    private static final Set<String> OURS = Set.of("NAME_BYTES");

    /**
     * In C these two are functions, for the C library keeps the lowest; the kernel's are hidden.
     */
    private static final Map<String, String> NAMED_OTHERWISE =
            Map.of("SIGRTMIN", "__SIGRTMIN", "SIGRTMAX", "__SIGRTMAX");

    private Abi() {}

    public static void main(String[] args) throws Exception {
        for (Unit unit : UNITS) {
            numbers(unit.type)
                    .forEach((c, number) ->
                            System.out.println(
                                    unit.type.getSimpleName() + "\t" + c + "\t" + number));
        }
    }

    /** What a class says: C expressions and numbers. */
    static Map<String, Long> numbers(Class<?> type) throws IllegalAccessException {
        Map<String, Long> numbers = new TreeMap<>();
        for (Field field : type.getFields()) {
            String name = field.getName();
            if (!OURS.contains(name) && field.get(null) instanceof Number number) {
                numbers.put(NAMED_OTHERWISE.getOrDefault(name, name), number.longValue());
            } else if (field.get(null) instanceof Errno errno) {
                numbers.put(name, (long) errno.number());
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == StructLayout.class) {
                field.setAccessible(true);
                numbers.putAll(numbers((StructLayout) field.get(null)));
            }
        }
        return numbers;
    }

    /** The size of a structure and where its members are. */
    static Map<String, Long> numbers(StructLayout struct) {
        Map<String, Long> numbers = new TreeMap<>();
        String type = struct.name().orElseThrow();
        numbers.put("sizeof(" + type + ")", struct.byteSize());
        for (MemoryLayout member : struct.memberLayouts()) {
            member.name()
                    .ifPresent(name -> {
                        long offset = struct.byteOffset(PathElement.groupElement(name));
                        numbers.put("offsetof(" + type + ", " + name + ")", offset);
                    });
        }
        return numbers;
    }

    /** What another process says of an architecture, by class. */
    static Map<String, Map<String, Long>> of(Arch arch) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add(
                "-Dos.arch="
                        + (arch == Arch.X86_64 ? "amd64" : arch.name().toLowerCase(Locale.ROOT)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Abi.class.getName()));
        Map<String, Map<String, Long>> numbers = new TreeMap<>();
        for (String line : Programs.run(command).lines().toList()) {
            String[] word = line.split("\t", -1);
            numbers.computeIfAbsent(word[0], name -> new TreeMap<>())
                    .put(word[1], Long.valueOf(word[2]));
        }
        return numbers;
    }
}
