package dev.baton.syscall;

/**
 * Numbers of {@link Sysno}: files, directories, descriptors and mounts.
 *
 * <p>Made by {@code src/tool/Numbers.java}: to be changed there.
 */
abstract class FileSysno extends SysnoTable {
    /** {@code read(2)}: reads from a descriptor. */
    public static final int SYS_READ = number("read", 0, 63);

    /** {@code write(2)}: writes to a descriptor. */
    public static final int SYS_WRITE = number("write", 1, 64);

    /** {@code open(2)}, x86-64 only: opens or makes a file. */
    public static final int SYS_OPEN = number("open", 2, ABSENT);

    /** {@code close(2)}: gives a descriptor back. */
    public static final int SYS_CLOSE = number("close", 3, 57);

    /** {@code stat(2)}, x86-64 only: what is known of a file, by path. */
    public static final int SYS_STAT = number("stat", 4, ABSENT);

    /** {@code fstat(2)}: what is known of an open file. */
    public static final int SYS_FSTAT = number("fstat", 5, 80);

    /** {@code lstat(2)}, x86-64 only: the same of a symbolic link itself. */
    public static final int SYS_LSTAT = number("lstat", 6, ABSENT);

    /** {@code poll(2)}, x86-64 only: waits until descriptors are ready. */
    public static final int SYS_POLL = number("poll", 7, ABSENT);

    /** {@code lseek(2)}: moves the offset of an open file. */
    public static final int SYS_LSEEK = number("lseek", 8, 62);

    /** {@code ioctl(2)}: whatever a device has that is no read or write. */
    public static final int SYS_IOCTL = number("ioctl", 16, 29);

    /** {@code pread64(2)}: reads at an offset of 64 bits. */
    public static final int SYS_PREAD64 = number("pread64", 17, 67);

    /** {@code pwrite64(2)}: writes at an offset of 64 bits. */
    public static final int SYS_PWRITE64 = number("pwrite64", 18, 68);

    /** {@code readv(2)}: reads into several buffers. */
    public static final int SYS_READV = number("readv", 19, 65);

    /** {@code writev(2)}: writes from several buffers. */
    public static final int SYS_WRITEV = number("writev", 20, 66);

    /** {@code access(2)}, x86-64 only: whether a file may be read, written or executed. */
    public static final int SYS_ACCESS = number("access", 21, ABSENT);

    /** {@code pipe(2)}, x86-64 only: makes a pipe. */
    public static final int SYS_PIPE = number("pipe", 22, ABSENT);

    /** {@code select(2)}, x86-64 only: waits until descriptors are ready, as a set of bits. */
    public static final int SYS_SELECT = number("select", 23, ABSENT);

    /** {@code dup(2)}: a second descriptor of an open file. */
    public static final int SYS_DUP = number("dup", 32, 23);

    /** {@code dup2(2)}, x86-64 only: the same, with a number of the caller's choice. */
    public static final int SYS_DUP2 = number("dup2", 33, ABSENT);

    /** {@code sendfile(2)}: copies from a file to a descriptor. */
    public static final int SYS_SENDFILE = number("sendfile", 40, 71);

    /** {@code fcntl(2)}: changes a descriptor, or what it has open. */
    public static final int SYS_FCNTL = number("fcntl", 72, 25);

    /** {@code flock(2)}: locks an open file as a whole. */
    public static final int SYS_FLOCK = number("flock", 73, 32);

    /** {@code fsync(2)}: data and metadata to the device. */
    public static final int SYS_FSYNC = number("fsync", 74, 82);

    /** {@code fdatasync(2)}: data to the device. */
    public static final int SYS_FDATASYNC = number("fdatasync", 75, 83);

    /** {@code truncate(2)}: changes a file's size, by path. */
    public static final int SYS_TRUNCATE = number("truncate", 76, 45);

    /** {@code ftruncate(2)}: changes a file's size. */
    public static final int SYS_FTRUNCATE = number("ftruncate", 77, 46);

    /** {@code getdents(2)}, x86-64 only: a directory's entries, the old way. */
    public static final int SYS_GETDENTS = number("getdents", 78, ABSENT);

    /** {@code getcwd(2)}: the working directory. */
    public static final int SYS_GETCWD = number("getcwd", 79, 17);

    /** {@code chdir(2)}: changes the working directory, of all threads. */
    public static final int SYS_CHDIR = number("chdir", 80, 49);

    /** {@code fchdir(2)}: the same, to an open one. */
    public static final int SYS_FCHDIR = number("fchdir", 81, 50);

    /** {@code rename(2)}, x86-64 only: renames a file. */
    public static final int SYS_RENAME = number("rename", 82, ABSENT);

    /** {@code mkdir(2)}, x86-64 only: makes a directory. */
    public static final int SYS_MKDIR = number("mkdir", 83, ABSENT);

    /** {@code rmdir(2)}, x86-64 only: removes an empty directory. */
    public static final int SYS_RMDIR = number("rmdir", 84, ABSENT);

    /** {@code creat(2)}, x86-64 only: makes a file. */
    public static final int SYS_CREAT = number("creat", 85, ABSENT);

    /** {@code link(2)}, x86-64 only: gives a file another name. */
    public static final int SYS_LINK = number("link", 86, ABSENT);

    /** {@code unlink(2)}, x86-64 only: takes a file's name away. */
    public static final int SYS_UNLINK = number("unlink", 87, ABSENT);

    /** {@code symlink(2)}, x86-64 only: makes a symbolic link. */
    public static final int SYS_SYMLINK = number("symlink", 88, ABSENT);

    /** {@code readlink(2)}, x86-64 only: where a symbolic link points. */
    public static final int SYS_READLINK = number("readlink", 89, ABSENT);

    /** {@code chmod(2)}, x86-64 only: changes a file's permissions. */
    public static final int SYS_CHMOD = number("chmod", 90, ABSENT);

    /** {@code fchmod(2)}: the same of an open one. */
    public static final int SYS_FCHMOD = number("fchmod", 91, 52);

    /** {@code chown(2)}, x86-64 only: changes a file's owner. */
    public static final int SYS_CHOWN = number("chown", 92, ABSENT);

    /** {@code fchown(2)}: the same of an open one. */
    public static final int SYS_FCHOWN = number("fchown", 93, 55);

    /** {@code lchown(2)}, x86-64 only: the same of a symbolic link itself. */
    public static final int SYS_LCHOWN = number("lchown", 94, ABSENT);

    /** {@code umask(2)}: the permissions that are not given. */
    public static final int SYS_UMASK = number("umask", 95, 166);

    /** {@code utime(2)}, x86-64 only: sets a file's times, in seconds. */
    public static final int SYS_UTIME = number("utime", 132, ABSENT);

    /** {@code mknod(2)}, x86-64 only: makes a FIFO or a device. */
    public static final int SYS_MKNOD = number("mknod", 133, ABSENT);

    /** {@code uselib(2)}, x86-64 only: loads a library, once. */
    public static final int SYS_USELIB = number("uselib", 134, ABSENT);

    /** {@code ustat(2)}, x86-64 only: what is known of a file system, the old way. */
    public static final int SYS_USTAT = number("ustat", 136, ABSENT);

    /** {@code statfs(2)}: what is known of a file system, by path. */
    public static final int SYS_STATFS = number("statfs", 137, 43);

    /** {@code fstatfs(2)}: the same, by a descriptor. */
    public static final int SYS_FSTATFS = number("fstatfs", 138, 44);

    /** {@code pivot_root(2)}: changes the root file system. */
    public static final int SYS_PIVOT_ROOT = number("pivot_root", 155, 41);

    /** {@code chroot(2)}: changes the root directory. */
    public static final int SYS_CHROOT = number("chroot", 161, 51);

    /** {@code sync(2)}: everything to the devices. */
    public static final int SYS_SYNC = number("sync", 162, 81);

    /** {@code mount(2)}: mounts a file system. */
    public static final int SYS_MOUNT = number("mount", 165, 40);

    /** {@code umount2(2)}: unmounts a file system. */
    public static final int SYS_UMOUNT2 = number("umount2", 166, 39);

    /** {@code quotactl(2)}: quotas of a file system. */
    public static final int SYS_QUOTACTL = number("quotactl", 179, 60);

    /** {@code nfsservctl(2)}: no longer in the kernel. */
    public static final int SYS_NFSSERVCTL = number("nfsservctl", 180, 42);

    /** {@code afs_syscall(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_AFS_SYSCALL = number("afs_syscall", 183, ABSENT);

    /** {@code readahead(2)}: reads a file into the page cache. */
    public static final int SYS_READAHEAD = number("readahead", 187, 213);

    /** {@code setxattr(2)}: sets an extended attribute. */
    public static final int SYS_SETXATTR = number("setxattr", 188, 5);

    /** {@code lsetxattr(2)}: the same of a symbolic link itself. */
    public static final int SYS_LSETXATTR = number("lsetxattr", 189, 6);

    /** {@code fsetxattr(2)}: the same of an open file. */
    public static final int SYS_FSETXATTR = number("fsetxattr", 190, 7);

    /** {@code getxattr(2)}: an extended attribute. */
    public static final int SYS_GETXATTR = number("getxattr", 191, 8);

    /** {@code lgetxattr(2)}: the same of a symbolic link itself. */
    public static final int SYS_LGETXATTR = number("lgetxattr", 192, 9);

    /** {@code fgetxattr(2)}: the same of an open file. */
    public static final int SYS_FGETXATTR = number("fgetxattr", 193, 10);

    /** {@code listxattr(2)}: the names of the extended attributes. */
    public static final int SYS_LISTXATTR = number("listxattr", 194, 11);

    /** {@code llistxattr(2)}: the same of a symbolic link itself. */
    public static final int SYS_LLISTXATTR = number("llistxattr", 195, 12);

    /** {@code flistxattr(2)}: the same of an open file. */
    public static final int SYS_FLISTXATTR = number("flistxattr", 196, 13);

    /** {@code removexattr(2)}: removes an extended attribute. */
    public static final int SYS_REMOVEXATTR = number("removexattr", 197, 14);

    /** {@code lremovexattr(2)}: the same of a symbolic link itself. */
    public static final int SYS_LREMOVEXATTR = number("lremovexattr", 198, 15);

    /** {@code fremovexattr(2)}: the same of an open file. */
    public static final int SYS_FREMOVEXATTR = number("fremovexattr", 199, 16);

    /** {@code io_setup(2)}: asynchronous I/O: begins. */
    public static final int SYS_IO_SETUP = number("io_setup", 206, 0);

    /** {@code io_destroy(2)}: asynchronous I/O: ends. */
    public static final int SYS_IO_DESTROY = number("io_destroy", 207, 1);

    /** {@code io_getevents(2)}: asynchronous I/O: takes results. */
    public static final int SYS_IO_GETEVENTS = number("io_getevents", 208, 4);

    /** {@code io_submit(2)}: asynchronous I/O: submits. */
    public static final int SYS_IO_SUBMIT = number("io_submit", 209, 2);

    /** {@code io_cancel(2)}: asynchronous I/O: cancels. */
    public static final int SYS_IO_CANCEL = number("io_cancel", 210, 3);

    /** {@code lookup_dcookie(2)}: the path behind a profiler's cookie, once. */
    public static final int SYS_LOOKUP_DCOOKIE = number("lookup_dcookie", 212, 18);

    /** {@code epoll_create(2)}, x86-64 only: makes an epoll. */
    public static final int SYS_EPOLL_CREATE = number("epoll_create", 213, ABSENT);

    /** {@code epoll_ctl_old(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_EPOLL_CTL_OLD = number("epoll_ctl_old", 214, ABSENT);

    /** {@code epoll_wait_old(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_EPOLL_WAIT_OLD = number("epoll_wait_old", 215, ABSENT);

    /** {@code getdents64(2)}: a directory's entries. */
    public static final int SYS_GETDENTS64 = number("getdents64", 217, 61);

    /** {@code fadvise64(2)}: says how a file is going to be read. */
    public static final int SYS_FADVISE64 = number("fadvise64", 221, 223);

    /** {@code epoll_wait(2)}, x86-64 only: waits for what is ready. */
    public static final int SYS_EPOLL_WAIT = number("epoll_wait", 232, ABSENT);

    /** {@code epoll_ctl(2)}: puts descriptors in an epoll and takes them out. */
    public static final int SYS_EPOLL_CTL = number("epoll_ctl", 233, 21);

    /** {@code utimes(2)}, x86-64 only: sets a file's times, in microseconds. */
    public static final int SYS_UTIMES = number("utimes", 235, ABSENT);

    /** {@code inotify_init(2)}, x86-64 only: makes an inotify. */
    public static final int SYS_INOTIFY_INIT = number("inotify_init", 253, ABSENT);

    /** {@code inotify_add_watch(2)}: watches a file or a directory. */
    public static final int SYS_INOTIFY_ADD_WATCH = number("inotify_add_watch", 254, 27);

    /** {@code inotify_rm_watch(2)}: and no longer. */
    public static final int SYS_INOTIFY_RM_WATCH = number("inotify_rm_watch", 255, 28);

    /** {@code openat(2)}: opens or makes a file, from a directory. */
    public static final int SYS_OPENAT = number("openat", 257, 56);

    /** {@code mkdirat(2)}: makes a directory, from a directory. */
    public static final int SYS_MKDIRAT = number("mkdirat", 258, 34);

    /** {@code mknodat(2)}: makes a FIFO or a device, from a directory. */
    public static final int SYS_MKNODAT = number("mknodat", 259, 33);

    /** {@code fchownat(2)}: changes a file's owner, from a directory. */
    public static final int SYS_FCHOWNAT = number("fchownat", 260, 54);

    /** {@code futimesat(2)}, x86-64 only: sets a file's times, from a directory. */
    public static final int SYS_FUTIMESAT = number("futimesat", 261, ABSENT);

    /** {@code newfstatat(2)}: what is known of a file, from a directory. */
    public static final int SYS_NEWFSTATAT = number("newfstatat", 262, 79);

    /** {@code unlinkat(2)}: takes a name away, from a directory. */
    public static final int SYS_UNLINKAT = number("unlinkat", 263, 35);

    /** {@code renameat(2)}: renames a file, from directory to directory. */
    public static final int SYS_RENAMEAT = number("renameat", 264, 38);

    /** {@code linkat(2)}: gives a file another name, from directory to directory. */
    public static final int SYS_LINKAT = number("linkat", 265, 37);

    /** {@code symlinkat(2)}: makes a symbolic link, from a directory. */
    public static final int SYS_SYMLINKAT = number("symlinkat", 266, 36);

    /** {@code readlinkat(2)}: where a symbolic link points, from a directory. */
    public static final int SYS_READLINKAT = number("readlinkat", 267, 78);

    /** {@code fchmodat(2)}: changes a file's permissions, from a directory. */
    public static final int SYS_FCHMODAT = number("fchmodat", 268, 53);

    /** {@code faccessat(2)}: whether a file may be used, from a directory. */
    public static final int SYS_FACCESSAT = number("faccessat", 269, 48);

    /** {@code pselect6(2)}: waits until descriptors are ready, as a set of bits. */
    public static final int SYS_PSELECT6 = number("pselect6", 270, 72);

    /** {@code ppoll(2)}: waits until descriptors are ready. */
    public static final int SYS_PPOLL = number("ppoll", 271, 73);

    /** {@code splice(2)}: moves bytes between a pipe and a descriptor. */
    public static final int SYS_SPLICE = number("splice", 275, 76);

    /** {@code tee(2)}: copies bytes from pipe to pipe. */
    public static final int SYS_TEE = number("tee", 276, 77);

    /** {@code sync_file_range(2)}: writes part of a file to the device. */
    public static final int SYS_SYNC_FILE_RANGE = number("sync_file_range", 277, 84);

    /** {@code vmsplice(2)}: puts memory into a pipe. */
    public static final int SYS_VMSPLICE = number("vmsplice", 278, 75);

    /** {@code utimensat(2)}: sets a file's times, from a directory. */
    public static final int SYS_UTIMENSAT = number("utimensat", 280, 88);

    /** {@code epoll_pwait(2)}: waits for what is ready, with a signal mask. */
    public static final int SYS_EPOLL_PWAIT = number("epoll_pwait", 281, 22);

    /** {@code timerfd_create(2)}: makes a timer that is read. */
    public static final int SYS_TIMERFD_CREATE = number("timerfd_create", 283, 85);

    /** {@code eventfd(2)}, x86-64 only: makes a counter, the old way. */
    public static final int SYS_EVENTFD = number("eventfd", 284, ABSENT);

    /** {@code fallocate(2)}: reserves a file's space, or makes holes. */
    public static final int SYS_FALLOCATE = number("fallocate", 285, 47);

    /** {@code timerfd_settime(2)}: starts or stops it. */
    public static final int SYS_TIMERFD_SETTIME = number("timerfd_settime", 286, 86);

    /** {@code timerfd_gettime(2)}: how it stands. */
    public static final int SYS_TIMERFD_GETTIME = number("timerfd_gettime", 287, 87);

    /** {@code eventfd2(2)}: makes a counter that is read and written. */
    public static final int SYS_EVENTFD2 = number("eventfd2", 290, 19);

    /** {@code epoll_create1(2)}: makes an epoll. */
    public static final int SYS_EPOLL_CREATE1 = number("epoll_create1", 291, 20);

    /** {@code dup3(2)}: a second descriptor of a chosen number, with flags. */
    public static final int SYS_DUP3 = number("dup3", 292, 24);

    /** {@code pipe2(2)}: makes a pipe, with flags. */
    public static final int SYS_PIPE2 = number("pipe2", 293, 59);

    /** {@code inotify_init1(2)}: makes an inotify, with flags. */
    public static final int SYS_INOTIFY_INIT1 = number("inotify_init1", 294, 26);

    /** {@code preadv(2)}: reads into several buffers at an offset. */
    public static final int SYS_PREADV = number("preadv", 295, 69);

    /** {@code pwritev(2)}: writes from several buffers at an offset. */
    public static final int SYS_PWRITEV = number("pwritev", 296, 70);

    /** {@code fanotify_init(2)}: makes a fanotify. */
    public static final int SYS_FANOTIFY_INIT = number("fanotify_init", 300, 262);

    /** {@code fanotify_mark(2)}: what it watches. */
    public static final int SYS_FANOTIFY_MARK = number("fanotify_mark", 301, 263);

    /** {@code name_to_handle_at(2)}: a handle that names a file for ever. */
    public static final int SYS_NAME_TO_HANDLE_AT = number("name_to_handle_at", 303, 264);

    /** {@code open_by_handle_at(2)}: opens it. */
    public static final int SYS_OPEN_BY_HANDLE_AT = number("open_by_handle_at", 304, 265);

    /** {@code syncfs(2)}: a file system to its device. */
    public static final int SYS_SYNCFS = number("syncfs", 306, 267);

    /** {@code renameat2(2)}: renames a file, or swaps two. */
    public static final int SYS_RENAMEAT2 = number("renameat2", 316, 276);

    /** {@code copy_file_range(2)}: copies between files inside the kernel. */
    public static final int SYS_COPY_FILE_RANGE = number("copy_file_range", 326, 285);

    /** {@code preadv2(2)}: reads into several buffers at an offset, with flags. */
    public static final int SYS_PREADV2 = number("preadv2", 327, 286);

    /** {@code pwritev2(2)}: writes from several buffers at an offset, with flags. */
    public static final int SYS_PWRITEV2 = number("pwritev2", 328, 287);

    /** {@code statx(2)}: what is known of a file, all of it. */
    public static final int SYS_STATX = number("statx", 332, 291);

    /** {@code io_pgetevents(2)}: asynchronous I/O: takes results, with a signal mask. */
    public static final int SYS_IO_PGETEVENTS = number("io_pgetevents", 333, 292);

    /** {@code io_uring_setup(2)}: makes a ring. */
    public static final int SYS_IO_URING_SETUP = number("io_uring_setup", 425, 425);

    /** {@code io_uring_enter(2)}: submits to a ring and waits for it. */
    public static final int SYS_IO_URING_ENTER = number("io_uring_enter", 426, 426);

    /** {@code io_uring_register(2)}: what a ring keeps at hand. */
    public static final int SYS_IO_URING_REGISTER = number("io_uring_register", 427, 427);

    /** {@code open_tree(2)}: opens part of the mounted tree. */
    public static final int SYS_OPEN_TREE = number("open_tree", 428, 428);

    /** {@code move_mount(2)}: mounts it elsewhere. */
    public static final int SYS_MOVE_MOUNT = number("move_mount", 429, 429);

    /** {@code fsopen(2)}: begins to set a file system up. */
    public static final int SYS_FSOPEN = number("fsopen", 430, 430);

    /** {@code fsconfig(2)}: its parameters. */
    public static final int SYS_FSCONFIG = number("fsconfig", 431, 431);

    /** {@code fsmount(2)}: makes a mount of it. */
    public static final int SYS_FSMOUNT = number("fsmount", 432, 432);

    /** {@code fspick(2)}: opens a mounted one to change its parameters. */
    public static final int SYS_FSPICK = number("fspick", 433, 433);

    /** {@code close_range(2)}: closes all descriptors of a range. */
    public static final int SYS_CLOSE_RANGE = number("close_range", 436, 436);

    /** {@code openat2(2)}: opens a file, with limits for the way there. */
    public static final int SYS_OPENAT2 = number("openat2", 437, 437);

    /** {@code faccessat2(2)}: whether a file may be used, with flags. */
    public static final int SYS_FACCESSAT2 = number("faccessat2", 439, 439);

    /** {@code epoll_pwait2(2)}: waits for what is ready, with nanoseconds. */
    public static final int SYS_EPOLL_PWAIT2 = number("epoll_pwait2", 441, 441);

    /** {@code mount_setattr(2)}: changes a mount's attributes. */
    public static final int SYS_MOUNT_SETATTR = number("mount_setattr", 442, 442);

    /** {@code quotactl_fd(2)}: quotas of a file system, by a descriptor. */
    public static final int SYS_QUOTACTL_FD = number("quotactl_fd", 443, 443);

    /** {@code cachestat(2)}: how much of a file is in the page cache. */
    public static final int SYS_CACHESTAT = number("cachestat", 451, 451);

    /** {@code fchmodat2(2)}: changes permissions from a directory, with flags. */
    public static final int SYS_FCHMODAT2 = number("fchmodat2", 452, 452);

    /** {@code statmount(2)}: what is known of a mount. */
    public static final int SYS_STATMOUNT = number("statmount", 457, 457);

    /** {@code listmount(2)}: the mounts below one. */
    public static final int SYS_LISTMOUNT = number("listmount", 458, 458);

    /** {@code setxattrat(2)}: sets an extended attribute, from a directory. */
    public static final int SYS_SETXATTRAT = number("setxattrat", 463, 463);

    /** {@code getxattrat(2)}: an extended attribute, from a directory. */
    public static final int SYS_GETXATTRAT = number("getxattrat", 464, 464);

    /** {@code listxattrat(2)}: the names of the attributes, from a directory. */
    public static final int SYS_LISTXATTRAT = number("listxattrat", 465, 465);

    /** {@code removexattrat(2)}: removes an extended attribute, from a directory. */
    public static final int SYS_REMOVEXATTRAT = number("removexattrat", 466, 466);

    /** {@code open_tree_attr(2)}: opens part of the mounted tree, with attributes. */
    public static final int SYS_OPEN_TREE_ATTR = number("open_tree_attr", 467, 467);

    /** {@code file_getattr(2)}: the flags that a file system has for a file. */
    public static final int SYS_FILE_GETATTR = number("file_getattr", 468, 468);

    /** {@code file_setattr(2)}: changes them. */
    public static final int SYS_FILE_SETATTR = number("file_setattr", 469, 469);

    FileSysno() {}
}
