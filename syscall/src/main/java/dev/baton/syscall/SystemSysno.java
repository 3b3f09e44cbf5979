package dev.baton.syscall;

/**
 * Numbers of {@link Sysno}: sockets, message queues, keys, security and the machine.
 *
 * <p>Made by {@code src/tool/Numbers.java}: to be changed there.
 */
abstract class SystemSysno extends ProcessSysno {
    /** {@code shmget(2)}: System V: shared memory by key. */
    public static final int SYS_SHMGET = number("shmget", 29, 194);

    /** {@code shmat(2)}: System V: maps shared memory. */
    public static final int SYS_SHMAT = number("shmat", 30, 196);

    /** {@code shmctl(2)}: System V: controls shared memory. */
    public static final int SYS_SHMCTL = number("shmctl", 31, 195);

    /** {@code socket(2)}: makes a socket. */
    public static final int SYS_SOCKET = number("socket", 41, 198);

    /** {@code connect(2)}: connects a socket. */
    public static final int SYS_CONNECT = number("connect", 42, 203);

    /** {@code accept(2)}: takes a connection. */
    public static final int SYS_ACCEPT = number("accept", 43, 202);

    /** {@code sendto(2)}: sends a message. */
    public static final int SYS_SENDTO = number("sendto", 44, 206);

    /** {@code recvfrom(2)}: receives a message. */
    public static final int SYS_RECVFROM = number("recvfrom", 45, 207);

    /** {@code sendmsg(2)}: sends a message of several buffers, with descriptors. */
    public static final int SYS_SENDMSG = number("sendmsg", 46, 211);

    /** {@code recvmsg(2)}: receives a message into several buffers, with descriptors. */
    public static final int SYS_RECVMSG = number("recvmsg", 47, 212);

    /** {@code shutdown(2)}: ends one direction of a connection. */
    public static final int SYS_SHUTDOWN = number("shutdown", 48, 210);

    /** {@code bind(2)}: gives a socket its address. */
    public static final int SYS_BIND = number("bind", 49, 200);

    /** {@code listen(2)}: waits for connections from now on. */
    public static final int SYS_LISTEN = number("listen", 50, 201);

    /** {@code getsockname(2)}: a socket's address. */
    public static final int SYS_GETSOCKNAME = number("getsockname", 51, 204);

    /** {@code getpeername(2)}: the other side's address. */
    public static final int SYS_GETPEERNAME = number("getpeername", 52, 205);

    /** {@code socketpair(2)}: makes two sockets that are connected. */
    public static final int SYS_SOCKETPAIR = number("socketpair", 53, 199);

    /** {@code setsockopt(2)}: sets a socket's option. */
    public static final int SYS_SETSOCKOPT = number("setsockopt", 54, 208);

    /** {@code getsockopt(2)}: a socket's option. */
    public static final int SYS_GETSOCKOPT = number("getsockopt", 55, 209);

    /** {@code uname(2)}: what the system is called. */
    public static final int SYS_UNAME = number("uname", 63, 160);

    /** {@code semget(2)}: System V: semaphores by key. */
    public static final int SYS_SEMGET = number("semget", 64, 190);

    /** {@code semop(2)}: System V: changes semaphores. */
    public static final int SYS_SEMOP = number("semop", 65, 193);

    /** {@code semctl(2)}: System V: controls semaphores. */
    public static final int SYS_SEMCTL = number("semctl", 66, 191);

    /** {@code shmdt(2)}: System V: unmaps shared memory. */
    public static final int SYS_SHMDT = number("shmdt", 67, 197);

    /** {@code msgget(2)}: System V: a message queue by key. */
    public static final int SYS_MSGGET = number("msgget", 68, 186);

    /** {@code msgsnd(2)}: System V: sends a message. */
    public static final int SYS_MSGSND = number("msgsnd", 69, 189);

    /** {@code msgrcv(2)}: System V: receives a message. */
    public static final int SYS_MSGRCV = number("msgrcv", 70, 188);

    /** {@code msgctl(2)}: System V: controls a message queue. */
    public static final int SYS_MSGCTL = number("msgctl", 71, 187);

    /** {@code sysinfo(2)}: memory, load and uptime of the machine. */
    public static final int SYS_SYSINFO = number("sysinfo", 99, 179);

    /** {@code syslog(2)}: the kernel's log. */
    public static final int SYS_SYSLOG = number("syslog", 103, 116);

    /** {@code sysfs(2)}, x86-64 only: the types of file systems. */
    public static final int SYS_SYSFS = number("sysfs", 139, ABSENT);

    /** {@code vhangup(2)}: hangs the terminal up. */
    public static final int SYS_VHANGUP = number("vhangup", 153, 58);

    /** {@code _sysctl(2)}, x86-64 only: the parameters of the kernel, once. */
    public static final int SYS__SYSCTL = number("_sysctl", 156, ABSENT);

    /** {@code acct(2)}: accounts of processes that end. */
    public static final int SYS_ACCT = number("acct", 163, 89);

    /** {@code swapon(2)}: swaps to a device or a file. */
    public static final int SYS_SWAPON = number("swapon", 167, 224);

    /** {@code swapoff(2)}: and no longer. */
    public static final int SYS_SWAPOFF = number("swapoff", 168, 225);

    /** {@code reboot(2)}: reboots, or stops the machine. */
    public static final int SYS_REBOOT = number("reboot", 169, 142);

    /** {@code sethostname(2)}: changes the machine's name. */
    public static final int SYS_SETHOSTNAME = number("sethostname", 170, 161);

    /** {@code setdomainname(2)}: changes the machine's domain. */
    public static final int SYS_SETDOMAINNAME = number("setdomainname", 171, 162);

    /** {@code iopl(2)}, x86-64 only: who may do I/O by instructions. */
    public static final int SYS_IOPL = number("iopl", 172, ABSENT);

    /** {@code ioperm(2)}, x86-64 only: to which ports. */
    public static final int SYS_IOPERM = number("ioperm", 173, ABSENT);

    /** {@code create_module(2)}, x86-64 only: no longer in the kernel. */
    public static final int SYS_CREATE_MODULE = number("create_module", 174, ABSENT);

    /** {@code init_module(2)}: loads a module of the kernel. */
    public static final int SYS_INIT_MODULE = number("init_module", 175, 105);

    /** {@code delete_module(2)}: unloads it. */
    public static final int SYS_DELETE_MODULE = number("delete_module", 176, 106);

    /** {@code get_kernel_syms(2)}, x86-64 only: no longer in the kernel. */
    public static final int SYS_GET_KERNEL_SYMS = number("get_kernel_syms", 177, ABSENT);

    /** {@code query_module(2)}, x86-64 only: no longer in the kernel. */
    public static final int SYS_QUERY_MODULE = number("query_module", 178, ABSENT);

    /** {@code getpmsg(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_GETPMSG = number("getpmsg", 181, ABSENT);

    /** {@code putpmsg(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_PUTPMSG = number("putpmsg", 182, ABSENT);

    /** {@code tuxcall(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_TUXCALL = number("tuxcall", 184, ABSENT);

    /** {@code security(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_SECURITY = number("security", 185, ABSENT);

    /** {@code semtimedop(2)}: System V: changes semaphores, with a time limit. */
    public static final int SYS_SEMTIMEDOP = number("semtimedop", 220, 192);

    /** {@code vserver(2)}, x86-64 only: never in the kernel. */
    public static final int SYS_VSERVER = number("vserver", 236, ABSENT);

    /** {@code mq_open(2)}: POSIX message queues: opens one. */
    public static final int SYS_MQ_OPEN = number("mq_open", 240, 180);

    /** {@code mq_unlink(2)}: POSIX message queues: removes one. */
    public static final int SYS_MQ_UNLINK = number("mq_unlink", 241, 181);

    /** {@code mq_timedsend(2)}: POSIX message queues: sends. */
    public static final int SYS_MQ_TIMEDSEND = number("mq_timedsend", 242, 182);

    /** {@code mq_timedreceive(2)}: POSIX message queues: receives. */
    public static final int SYS_MQ_TIMEDRECEIVE = number("mq_timedreceive", 243, 183);

    /** {@code mq_notify(2)}: POSIX message queues: tells of a message. */
    public static final int SYS_MQ_NOTIFY = number("mq_notify", 244, 184);

    /** {@code mq_getsetattr(2)}: POSIX message queues: attributes. */
    public static final int SYS_MQ_GETSETATTR = number("mq_getsetattr", 245, 185);

    /** {@code kexec_load(2)}: loads another kernel. */
    public static final int SYS_KEXEC_LOAD = number("kexec_load", 246, 104);

    /** {@code add_key(2)}: adds a key to the kernel's keyring. */
    public static final int SYS_ADD_KEY = number("add_key", 248, 217);

    /** {@code request_key(2)}: asks for a key. */
    public static final int SYS_REQUEST_KEY = number("request_key", 249, 218);

    /** {@code keyctl(2)}: controls keys. */
    public static final int SYS_KEYCTL = number("keyctl", 250, 219);

    /** {@code accept4(2)}: takes a connection, with flags. */
    public static final int SYS_ACCEPT4 = number("accept4", 288, 242);

    /** {@code perf_event_open(2)}: counts or samples events. */
    public static final int SYS_PERF_EVENT_OPEN = number("perf_event_open", 298, 241);

    /** {@code recvmmsg(2)}: receives several messages. */
    public static final int SYS_RECVMMSG = number("recvmmsg", 299, 243);

    /** {@code sendmmsg(2)}: sends several messages. */
    public static final int SYS_SENDMMSG = number("sendmmsg", 307, 269);

    /** {@code finit_module(2)}: loads a module of the kernel from a descriptor. */
    public static final int SYS_FINIT_MODULE = number("finit_module", 313, 273);

    /** {@code getrandom(2)}: random bytes. */
    public static final int SYS_GETRANDOM = number("getrandom", 318, 278);

    /** {@code kexec_file_load(2)}: loads another kernel from a file. */
    public static final int SYS_KEXEC_FILE_LOAD = number("kexec_file_load", 320, 294);

    /** {@code bpf(2)}: programs and maps of BPF. */
    public static final int SYS_BPF = number("bpf", 321, 280);

    /** {@code uretprobe(2)}, x86-64 only: for the kernel's own probes. */
    public static final int SYS_URETPROBE = number("uretprobe", 335, ABSENT);

    /** {@code uprobe(2)}, x86-64 only: for the kernel's own probes. */
    public static final int SYS_UPROBE = number("uprobe", 336, ABSENT);

    /** {@code landlock_create_ruleset(2)}: makes rules for what the process may do. */
    public static final int SYS_LANDLOCK_CREATE_RULESET =
            number("landlock_create_ruleset", 444, 444);

    /** {@code landlock_add_rule(2)}: adds one. */
    public static final int SYS_LANDLOCK_ADD_RULE = number("landlock_add_rule", 445, 445);

    /** {@code landlock_restrict_self(2)}: obeys them from now on. */
    public static final int SYS_LANDLOCK_RESTRICT_SELF = number("landlock_restrict_self", 446, 446);

    /** {@code lsm_get_self_attr(2)}: the security modules' attributes of the thread. */
    public static final int SYS_LSM_GET_SELF_ATTR = number("lsm_get_self_attr", 459, 459);

    /** {@code lsm_set_self_attr(2)}: changes one. */
    public static final int SYS_LSM_SET_SELF_ATTR = number("lsm_set_self_attr", 460, 460);

    /** {@code lsm_list_modules(2)}: which security modules there are. */
    public static final int SYS_LSM_LIST_MODULES = number("lsm_list_modules", 461, 461);

    SystemSysno() {}
}
