package dev.baton.syscall;

/**
 * The numbers of the system calls, for the architecture that this process runs on.
 *
 * <p>x86-64 has a table of its own; the younger architectures share the kernel's generic one, which
 * left out what a newer call does as well: so there is {@code openat} and no {@code open}, {@code
 * mknodat} and no {@code mknod}. Only calls that both tables have are listed.
 */
public final class Sysno {
    /** One more than the highest number that any table here may use. */
    static final int LIMIT = 512;

    private static final String[] NAMES = new String[LIMIT];

    /** {@code read(2)}. */
    public static final int SYS_READ = number("read", 0, 63);

    /** {@code write(2)}. */
    public static final int SYS_WRITE = number("write", 1, 64);

    /** {@code close(2)}. */
    public static final int SYS_CLOSE = number("close", 3, 57);

    /** {@code fstat(2)}. */
    public static final int SYS_FSTAT = number("fstat", 5, 80);

    /** {@code lseek(2)}. */
    public static final int SYS_LSEEK = number("lseek", 8, 62);

    /** {@code ioctl(2)}. */
    public static final int SYS_IOCTL = number("ioctl", 16, 29);

    /** {@code pread(2)}, whose offset is 64 bits wide. */
    public static final int SYS_PREAD64 = number("pread64", 17, 67);

    /** {@code pwrite(2)}, whose offset is 64 bits wide. */
    public static final int SYS_PWRITE64 = number("pwrite64", 18, 68);

    /** {@code sched_yield(2)}. */
    public static final int SYS_SCHED_YIELD = number("sched_yield", 24, 124);

    /** {@code dup(2)}. */
    public static final int SYS_DUP = number("dup", 32, 23);

    /** {@code nanosleep(2)}. */
    public static final int SYS_NANOSLEEP = number("nanosleep", 35, 101);

    /** {@code getpid(2)}. */
    public static final int SYS_GETPID = number("getpid", 39, 172);

    /** {@code socket(2)}. */
    public static final int SYS_SOCKET = number("socket", 41, 198);

    /** {@code connect(2)}. */
    public static final int SYS_CONNECT = number("connect", 42, 203);

    /** {@code sendto(2)}. */
    public static final int SYS_SENDTO = number("sendto", 44, 206);

    /** {@code recvfrom(2)}. */
    public static final int SYS_RECVFROM = number("recvfrom", 45, 207);

    /** {@code shutdown(2)}. */
    public static final int SYS_SHUTDOWN = number("shutdown", 48, 210);

    /** {@code bind(2)}. */
    public static final int SYS_BIND = number("bind", 49, 200);

    /** {@code listen(2)}. */
    public static final int SYS_LISTEN = number("listen", 50, 201);

    /** {@code getsockname(2)}. */
    public static final int SYS_GETSOCKNAME = number("getsockname", 51, 204);

    /** {@code getpeername(2)}. */
    public static final int SYS_GETPEERNAME = number("getpeername", 52, 205);

    /** {@code socketpair(2)}. */
    public static final int SYS_SOCKETPAIR = number("socketpair", 53, 199);

    /** {@code setsockopt(2)}. */
    public static final int SYS_SETSOCKOPT = number("setsockopt", 54, 208);

    /** {@code getsockopt(2)}. */
    public static final int SYS_GETSOCKOPT = number("getsockopt", 55, 209);

    /** {@code fcntl(2)}. */
    public static final int SYS_FCNTL = number("fcntl", 72, 25);

    /** {@code flock(2)}. */
    public static final int SYS_FLOCK = number("flock", 73, 32);

    /** {@code fsync(2)}. */
    public static final int SYS_FSYNC = number("fsync", 74, 82);

    /** {@code fdatasync(2)}. */
    public static final int SYS_FDATASYNC = number("fdatasync", 75, 83);

    /** {@code ftruncate(2)}. */
    public static final int SYS_FTRUNCATE = number("ftruncate", 77, 46);

    /** {@code getppid(2)}. */
    public static final int SYS_GETPPID = number("getppid", 110, 173);

    /** {@code gettid(2)}. */
    public static final int SYS_GETTID = number("gettid", 186, 178);

    /** {@code epoll_ctl(2)}. */
    public static final int SYS_EPOLL_CTL = number("epoll_ctl", 233, 21);

    /** {@code clock_gettime(2)}. */
    public static final int SYS_CLOCK_GETTIME = number("clock_gettime", 228, 113);

    /** {@code tgkill(2)}. */
    public static final int SYS_TGKILL = number("tgkill", 234, 131);

    /** {@code waitid(2)}. */
    public static final int SYS_WAITID = number("waitid", 247, 95);

    /** {@code inotify_add_watch(2)}. */
    public static final int SYS_INOTIFY_ADD_WATCH = number("inotify_add_watch", 254, 27);

    /** {@code inotify_rm_watch(2)}. */
    public static final int SYS_INOTIFY_RM_WATCH = number("inotify_rm_watch", 255, 28);

    /** {@code openat(2)}. */
    public static final int SYS_OPENAT = number("openat", 257, 56);

    /** {@code mkdirat(2)}. */
    public static final int SYS_MKDIRAT = number("mkdirat", 258, 34);

    /** {@code mknodat(2)}. */
    public static final int SYS_MKNODAT = number("mknodat", 259, 33);

    /** {@code unlinkat(2)}. */
    public static final int SYS_UNLINKAT = number("unlinkat", 263, 35);

    /** {@code ppoll(2)}. */
    public static final int SYS_PPOLL = number("ppoll", 271, 73);

    /** {@code timerfd_create(2)}. */
    public static final int SYS_TIMERFD_CREATE = number("timerfd_create", 283, 85);

    /** {@code timerfd_settime(2)}. */
    public static final int SYS_TIMERFD_SETTIME = number("timerfd_settime", 286, 86);

    /** {@code accept4(2)}. */
    public static final int SYS_ACCEPT4 = number("accept4", 288, 242);

    /** {@code eventfd2(2)}. */
    public static final int SYS_EVENTFD2 = number("eventfd2", 290, 19);

    /** {@code epoll_create1(2)}. */
    public static final int SYS_EPOLL_CREATE1 = number("epoll_create1", 291, 20);

    /** {@code pipe2(2)}. */
    public static final int SYS_PIPE2 = number("pipe2", 293, 59);

    /** {@code inotify_init1(2)}. */
    public static final int SYS_INOTIFY_INIT1 = number("inotify_init1", 294, 26);

    /** {@code memfd_create(2)}. */
    public static final int SYS_MEMFD_CREATE = number("memfd_create", 319, 279);

    /** {@code membarrier(2)}. */
    public static final int SYS_MEMBARRIER = number("membarrier", 324, 283);

    /** {@code preadv2(2)}. */
    public static final int SYS_PREADV2 = number("preadv2", 327, 286);

    /** {@code pidfd_send_signal(2)}. */
    public static final int SYS_PIDFD_SEND_SIGNAL = number("pidfd_send_signal", 424, 424);

    /** {@code io_uring_setup(2)}. */
    public static final int SYS_IO_URING_SETUP = number("io_uring_setup", 425, 425);

    /** {@code pidfd_open(2)}. */
    public static final int SYS_PIDFD_OPEN = number("pidfd_open", 434, 434);

    private Sysno() {}

    private static int number(String name, int x86_64, int generic) {
        int trap = Arch.current() == Arch.X86_64 ? x86_64 : generic;
        NAMES[trap] = name;
        return trap;
    }

    /**
     * What a number is called, for dumps and traces.
     *
     * @param trap any number
     * @return the call's name, or {@code syscall N} for a number that isn't listed here
     */
    public static String name(int trap) {
        String name = trap >= 0 && trap < LIMIT ? NAMES[trap] : null;
        return name != null ? name : "syscall " + trap;
    }
}
