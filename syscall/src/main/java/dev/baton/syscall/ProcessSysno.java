package dev.baton.syscall;

/**
 * Numbers of {@link Sysno}: processes, threads, signals, memory and time.
 *
 * <p>Made by {@code src/tool/Numbers.java}: to be changed there.
 */
abstract class ProcessSysno extends FileSysno {
    /** {@code mmap(2)}: maps a file or memory. */
    public static final int SYS_MMAP = number("mmap", 9, 222);

    /** {@code mprotect(2)}: changes what may be done with mapped memory. */
    public static final int SYS_MPROTECT = number("mprotect", 10, 226);

    /** {@code munmap(2)}: takes a mapping away. */
    public static final int SYS_MUNMAP = number("munmap", 11, 215);

    /** {@code brk(2)}: moves the end of the heap of C. */
    public static final int SYS_BRK = number("brk", 12, 214);

    /** {@code rt_sigaction(2)}: says what happens on a signal. */
    public static final int SYS_RT_SIGACTION = number("rt_sigaction", 13, 134);

    /** {@code rt_sigprocmask(2)}: the signals that the thread blocks. */
    public static final int SYS_RT_SIGPROCMASK = number("rt_sigprocmask", 14, 135);

    /** {@code rt_sigreturn(2)}: goes back from a signal's handler. */
    public static final int SYS_RT_SIGRETURN = number("rt_sigreturn", 15, 139);

    /** {@code sched_yield(2)}: lets other threads of the OS run. */
    public static final int SYS_SCHED_YIELD = number("sched_yield", 24, 124);

    /** {@code mremap(2)}: grows, shrinks or moves a mapping. */
    public static final int SYS_MREMAP = number("mremap", 25, 216);

    /** {@code msync(2)}: writes a mapping's changes to its file. */
    public static final int SYS_MSYNC = number("msync", 26, 227);

    /** {@code mincore(2)}: which pages are in memory. */
    public static final int SYS_MINCORE = number("mincore", 27, 232);

    /** {@code madvise(2)}: says what memory is going to be used for. */
    public static final int SYS_MADVISE = number("madvise", 28, 233);

    /** {@code pause(2)}, x86-64 only: waits for a signal. */
    public static final int SYS_PAUSE = number("pause", 34, ABSENT);

    /** {@code nanosleep(2)}: sleeps. */
    public static final int SYS_NANOSLEEP = number("nanosleep", 35, 101);

    /** {@code getitimer(2)}: how an interval timer stands. */
    public static final int SYS_GETITIMER = number("getitimer", 36, 102);

    /** {@code alarm(2)}, x86-64 only: a signal in so many seconds. */
    public static final int SYS_ALARM = number("alarm", 37, ABSENT);

    /** {@code setitimer(2)}: sets an interval timer. */
    public static final int SYS_SETITIMER = number("setitimer", 38, 103);

    /** {@code getpid(2)}: the process. */
    public static final int SYS_GETPID = number("getpid", 39, 172);

    /** {@code clone(2)}: makes a process or a thread. */
    public static final int SYS_CLONE = number("clone", 56, 220);

    /** {@code fork(2)}, x86-64 only: makes a process. */
    public static final int SYS_FORK = number("fork", 57, ABSENT);

    /** {@code vfork(2)}, x86-64 only: makes a process that borrows the memory. */
    public static final int SYS_VFORK = number("vfork", 58, ABSENT);

    /** {@code execve(2)}: runs another program in this process. */
    public static final int SYS_EXECVE = number("execve", 59, 221);

    /** {@code exit(2)}: ends the thread. */
    public static final int SYS_EXIT = number("exit", 60, 93);

    /** {@code wait4(2)}: waits for a child. */
    public static final int SYS_WAIT4 = number("wait4", 61, 260);

    /** {@code kill(2)}: sends a signal to a process. */
    public static final int SYS_KILL = number("kill", 62, 129);

    /** {@code gettimeofday(2)}: the time of day. */
    public static final int SYS_GETTIMEOFDAY = number("gettimeofday", 96, 169);

    /** {@code getrlimit(2)}: a limit of the process. */
    public static final int SYS_GETRLIMIT = number("getrlimit", 97, 163);

    /** {@code getrusage(2)}: what a process or a thread has used. */
    public static final int SYS_GETRUSAGE = number("getrusage", 98, 165);

    /** {@code times(2)}: CPU time of the process and its children. */
    public static final int SYS_TIMES = number("times", 100, 153);

    /** {@code ptrace(2)}: traces a process. */
    public static final int SYS_PTRACE = number("ptrace", 101, 117);

    /** {@code getuid(2)}: the user. */
    public static final int SYS_GETUID = number("getuid", 102, 174);

    /** {@code getgid(2)}: the group. */
    public static final int SYS_GETGID = number("getgid", 104, 176);

    /** {@code setuid(2)}: changes the user, of one thread only. */
    public static final int SYS_SETUID = number("setuid", 105, 146);

    /** {@code setgid(2)}: changes the group, of one thread only. */
    public static final int SYS_SETGID = number("setgid", 106, 144);

    /** {@code geteuid(2)}: the user that counts. */
    public static final int SYS_GETEUID = number("geteuid", 107, 175);

    /** {@code getegid(2)}: the group that counts. */
    public static final int SYS_GETEGID = number("getegid", 108, 177);

    /** {@code setpgid(2)}: moves a process to a process group. */
    public static final int SYS_SETPGID = number("setpgid", 109, 154);

    /** {@code getppid(2)}: the parent. */
    public static final int SYS_GETPPID = number("getppid", 110, 173);

    /** {@code getpgrp(2)}, x86-64 only: the process group. */
    public static final int SYS_GETPGRP = number("getpgrp", 111, ABSENT);

    /** {@code setsid(2)}: begins a session. */
    public static final int SYS_SETSID = number("setsid", 112, 157);

    /** {@code setreuid(2)}: changes two of the users, of one thread only. */
    public static final int SYS_SETREUID = number("setreuid", 113, 145);

    /** {@code setregid(2)}: changes two of the groups, of one thread only. */
    public static final int SYS_SETREGID = number("setregid", 114, 143);

    /** {@code getgroups(2)}: the groups besides. */
    public static final int SYS_GETGROUPS = number("getgroups", 115, 158);

    /** {@code setgroups(2)}: changes the groups besides, of one thread only. */
    public static final int SYS_SETGROUPS = number("setgroups", 116, 159);

    /** {@code setresuid(2)}: changes all three users, of one thread only. */
    public static final int SYS_SETRESUID = number("setresuid", 117, 147);

    /** {@code getresuid(2)}: all three users. */
    public static final int SYS_GETRESUID = number("getresuid", 118, 148);

    /** {@code setresgid(2)}: changes all three groups, of one thread only. */
    public static final int SYS_SETRESGID = number("setresgid", 119, 149);

    /** {@code getresgid(2)}: all three groups. */
    public static final int SYS_GETRESGID = number("getresgid", 120, 150);

    /** {@code getpgid(2)}: a process's group. */
    public static final int SYS_GETPGID = number("getpgid", 121, 155);

    /** {@code setfsuid(2)}: the user that counts for files, of one thread only. */
    public static final int SYS_SETFSUID = number("setfsuid", 122, 151);

    /** {@code setfsgid(2)}: the group that counts for files, of one thread only. */
    public static final int SYS_SETFSGID = number("setfsgid", 123, 152);

    /** {@code getsid(2)}: a process's session. */
    public static final int SYS_GETSID = number("getsid", 124, 156);

    /** {@code capget(2)}: a thread's capabilities. */
    public static final int SYS_CAPGET = number("capget", 125, 90);

    /** {@code capset(2)}: changes them, of one thread only. */
    public static final int SYS_CAPSET = number("capset", 126, 91);

    /** {@code rt_sigpending(2)}: the signals that are blocked and came. */
    public static final int SYS_RT_SIGPENDING = number("rt_sigpending", 127, 136);

    /** {@code rt_sigtimedwait(2)}: takes a blocked signal, or waits for it. */
    public static final int SYS_RT_SIGTIMEDWAIT = number("rt_sigtimedwait", 128, 137);

    /** {@code rt_sigqueueinfo(2)}: sends a signal with data to a process. */
    public static final int SYS_RT_SIGQUEUEINFO = number("rt_sigqueueinfo", 129, 138);

    /** {@code rt_sigsuspend(2)}: waits for a signal with another mask. */
    public static final int SYS_RT_SIGSUSPEND = number("rt_sigsuspend", 130, 133);

    /** {@code sigaltstack(2)}: the stack of signal handlers. */
    public static final int SYS_SIGALTSTACK = number("sigaltstack", 131, 132);

    /** {@code personality(2)}: which ways of other systems the process has. */
    public static final int SYS_PERSONALITY = number("personality", 135, 92);

    /** {@code getpriority(2)}: a process's nice value. */
    public static final int SYS_GETPRIORITY = number("getpriority", 140, 141);

    /** {@code setpriority(2)}: changes it. */
    public static final int SYS_SETPRIORITY = number("setpriority", 141, 140);

    /** {@code sched_setparam(2)}: changes a thread's real-time priority. */
    public static final int SYS_SCHED_SETPARAM = number("sched_setparam", 142, 118);

    /** {@code sched_getparam(2)}: a thread's real-time priority. */
    public static final int SYS_SCHED_GETPARAM = number("sched_getparam", 143, 121);

    /** {@code sched_setscheduler(2)}: changes a thread's scheduling policy. */
    public static final int SYS_SCHED_SETSCHEDULER = number("sched_setscheduler", 144, 119);

    /** {@code sched_getscheduler(2)}: a thread's scheduling policy. */
    public static final int SYS_SCHED_GETSCHEDULER = number("sched_getscheduler", 145, 120);

    /** {@code sched_get_priority_max(2)}: the highest priority of a policy. */
    public static final int SYS_SCHED_GET_PRIORITY_MAX = number("sched_get_priority_max", 146, 125);

    /** {@code sched_get_priority_min(2)}: the lowest priority of a policy. */
    public static final int SYS_SCHED_GET_PRIORITY_MIN = number("sched_get_priority_min", 147, 126);

    /** {@code sched_rr_get_interval(2)}: the slice of a thread. */
    public static final int SYS_SCHED_RR_GET_INTERVAL = number("sched_rr_get_interval", 148, 127);

    /** {@code mlock(2)}: keeps memory from being swapped. */
    public static final int SYS_MLOCK = number("mlock", 149, 228);

    /** {@code munlock(2)}: and no longer. */
    public static final int SYS_MUNLOCK = number("munlock", 150, 229);

    /** {@code mlockall(2)}: keeps all memory from being swapped. */
    public static final int SYS_MLOCKALL = number("mlockall", 151, 230);

    /** {@code munlockall(2)}: and no longer. */
    public static final int SYS_MUNLOCKALL = number("munlockall", 152, 231);

    /** {@code modify_ldt(2)}, x86-64 only: the segments of old programs. */
    public static final int SYS_MODIFY_LDT = number("modify_ldt", 154, ABSENT);

    /** {@code prctl(2)}: what a thread or process is to be like. */
    public static final int SYS_PRCTL = number("prctl", 157, 167);

    /** {@code arch_prctl(2)}, x86-64 only: the same, of this architecture. */
    public static final int SYS_ARCH_PRCTL = number("arch_prctl", 158, ABSENT);

    /** {@code adjtimex(2)}: how the clock is disciplined. */
    public static final int SYS_ADJTIMEX = number("adjtimex", 159, 171);

    /** {@code setrlimit(2)}: changes a limit of the process. */
    public static final int SYS_SETRLIMIT = number("setrlimit", 160, 164);

    /** {@code settimeofday(2)}: sets the time of day. */
    public static final int SYS_SETTIMEOFDAY = number("settimeofday", 164, 170);

    /** {@code gettid(2)}: the thread of the OS. */
    public static final int SYS_GETTID = number("gettid", 186, 178);

    /** {@code tkill(2)}: sends a signal to a thread, whichever has the number. */
    public static final int SYS_TKILL = number("tkill", 200, 130);

    /** {@code time(2)}, x86-64 only: the time of day in seconds. */
    public static final int SYS_TIME = number("time", 201, ABSENT);

    /** {@code futex(2)}: waits for a word in memory to change. */
    public static final int SYS_FUTEX = number("futex", 202, 98);

    /** {@code sched_setaffinity(2)}: the CPUs that a thread may run on. */
    public static final int SYS_SCHED_SETAFFINITY = number("sched_setaffinity", 203, 122);

    /** {@code sched_getaffinity(2)}: which they are. */
    public static final int SYS_SCHED_GETAFFINITY = number("sched_getaffinity", 204, 123);

    /** {@code set_thread_area(2)}, x86-64 only: a thread's local storage, of 32 bits. */
    public static final int SYS_SET_THREAD_AREA = number("set_thread_area", 205, ABSENT);

    /** {@code get_thread_area(2)}, x86-64 only: a thread's local storage, of 32 bits. */
    public static final int SYS_GET_THREAD_AREA = number("get_thread_area", 211, ABSENT);

    /** {@code remap_file_pages(2)}: maps pages of a file out of order. */
    public static final int SYS_REMAP_FILE_PAGES = number("remap_file_pages", 216, 234);

    /** {@code set_tid_address(2)}: the word that is cleared when the thread ends. */
    public static final int SYS_SET_TID_ADDRESS = number("set_tid_address", 218, 96);

    /** {@code restart_syscall(2)}: goes on with a call after a stop. */
    public static final int SYS_RESTART_SYSCALL = number("restart_syscall", 219, 128);

    /** {@code timer_create(2)}: makes a timer that signals. */
    public static final int SYS_TIMER_CREATE = number("timer_create", 222, 107);

    /** {@code timer_settime(2)}: starts or stops it. */
    public static final int SYS_TIMER_SETTIME = number("timer_settime", 223, 110);

    /** {@code timer_gettime(2)}: how it stands. */
    public static final int SYS_TIMER_GETTIME = number("timer_gettime", 224, 108);

    /** {@code timer_getoverrun(2)}: how often it went off unheard. */
    public static final int SYS_TIMER_GETOVERRUN = number("timer_getoverrun", 225, 109);

    /** {@code timer_delete(2)}: removes it. */
    public static final int SYS_TIMER_DELETE = number("timer_delete", 226, 111);

    /** {@code clock_settime(2)}: sets a clock. */
    public static final int SYS_CLOCK_SETTIME = number("clock_settime", 227, 112);

    /** {@code clock_gettime(2)}: a clock's time. */
    public static final int SYS_CLOCK_GETTIME = number("clock_gettime", 228, 113);

    /** {@code clock_getres(2)}: how fine a clock is. */
    public static final int SYS_CLOCK_GETRES = number("clock_getres", 229, 114);

    /** {@code clock_nanosleep(2)}: sleeps by a clock. */
    public static final int SYS_CLOCK_NANOSLEEP = number("clock_nanosleep", 230, 115);

    /** {@code exit_group(2)}: ends the process. */
    public static final int SYS_EXIT_GROUP = number("exit_group", 231, 94);

    /** {@code tgkill(2)}: sends a signal to a thread of a process. */
    public static final int SYS_TGKILL = number("tgkill", 234, 131);

    /** {@code mbind(2)}: on which nodes memory lies. */
    public static final int SYS_MBIND = number("mbind", 237, 235);

    /** {@code set_mempolicy(2)}: where a thread's memory comes from. */
    public static final int SYS_SET_MEMPOLICY = number("set_mempolicy", 238, 237);

    /** {@code get_mempolicy(2)}: which that is. */
    public static final int SYS_GET_MEMPOLICY = number("get_mempolicy", 239, 236);

    /** {@code waitid(2)}: waits for a child, or looks how it is. */
    public static final int SYS_WAITID = number("waitid", 247, 95);

    /** {@code ioprio_set(2)}: the priority of a process's I/O. */
    public static final int SYS_IOPRIO_SET = number("ioprio_set", 251, 30);

    /** {@code ioprio_get(2)}: which it is. */
    public static final int SYS_IOPRIO_GET = number("ioprio_get", 252, 31);

    /** {@code migrate_pages(2)}: moves a process's memory to other nodes. */
    public static final int SYS_MIGRATE_PAGES = number("migrate_pages", 256, 238);

    /** {@code unshare(2)}: leaves what is shared with other threads and processes. */
    public static final int SYS_UNSHARE = number("unshare", 272, 97);

    /** {@code set_robust_list(2)}: the locks that a thread leaves when it dies. */
    public static final int SYS_SET_ROBUST_LIST = number("set_robust_list", 273, 99);

    /** {@code get_robust_list(2)}: which list that is. */
    public static final int SYS_GET_ROBUST_LIST = number("get_robust_list", 274, 100);

    /** {@code move_pages(2)}: moves single pages to other nodes. */
    public static final int SYS_MOVE_PAGES = number("move_pages", 279, 239);

    /** {@code signalfd(2)}, x86-64 only: a descriptor for signals, the old way. */
    public static final int SYS_SIGNALFD = number("signalfd", 282, ABSENT);

    /** {@code signalfd4(2)}: a descriptor for signals. */
    public static final int SYS_SIGNALFD4 = number("signalfd4", 289, 74);

    /** {@code rt_tgsigqueueinfo(2)}: sends a signal with data to a thread. */
    public static final int SYS_RT_TGSIGQUEUEINFO = number("rt_tgsigqueueinfo", 297, 240);

    /** {@code prlimit64(2)}: a limit of any process, and changes it. */
    public static final int SYS_PRLIMIT64 = number("prlimit64", 302, 261);

    /** {@code clock_adjtime(2)}: how any clock is disciplined. */
    public static final int SYS_CLOCK_ADJTIME = number("clock_adjtime", 305, 266);

    /** {@code setns(2)}: moves the thread to another namespace. */
    public static final int SYS_SETNS = number("setns", 308, 268);

    /** {@code getcpu(2)}: the CPU that the thread runs on. */
    public static final int SYS_GETCPU = number("getcpu", 309, 168);

    /** {@code process_vm_readv(2)}: reads another process's memory. */
    public static final int SYS_PROCESS_VM_READV = number("process_vm_readv", 310, 270);

    /** {@code process_vm_writev(2)}: writes another process's memory. */
    public static final int SYS_PROCESS_VM_WRITEV = number("process_vm_writev", 311, 271);

    /** {@code kcmp(2)}: whether two processes share something. */
    public static final int SYS_KCMP = number("kcmp", 312, 272);

    /** {@code sched_setattr(2)}: changes all of a thread's scheduling. */
    public static final int SYS_SCHED_SETATTR = number("sched_setattr", 314, 274);

    /** {@code sched_getattr(2)}: all of a thread's scheduling. */
    public static final int SYS_SCHED_GETATTR = number("sched_getattr", 315, 275);

    /** {@code seccomp(2)}: restricts the calls of the thread from now on. */
    public static final int SYS_SECCOMP = number("seccomp", 317, 277);

    /** {@code memfd_create(2)}: makes a file in memory. */
    public static final int SYS_MEMFD_CREATE = number("memfd_create", 319, 279);

    /** {@code execveat(2)}: runs another program, from a directory. */
    public static final int SYS_EXECVEAT = number("execveat", 322, 281);

    /** {@code userfaultfd(2)}: page faults as something to be read. */
    public static final int SYS_USERFAULTFD = number("userfaultfd", 323, 282);

    /** {@code membarrier(2)}: a memory barrier on all threads. */
    public static final int SYS_MEMBARRIER = number("membarrier", 324, 283);

    /** {@code mlock2(2)}: keeps memory from being swapped, once it is there. */
    public static final int SYS_MLOCK2 = number("mlock2", 325, 284);

    /** {@code pkey_mprotect(2)}: gives memory a protection key. */
    public static final int SYS_PKEY_MPROTECT = number("pkey_mprotect", 329, 288);

    /** {@code pkey_alloc(2)}: makes a protection key. */
    public static final int SYS_PKEY_ALLOC = number("pkey_alloc", 330, 289);

    /** {@code pkey_free(2)}: frees it. */
    public static final int SYS_PKEY_FREE = number("pkey_free", 331, 290);

    /** {@code rseq(2)}: restartable sequences of the thread. */
    public static final int SYS_RSEQ = number("rseq", 334, 293);

    /** {@code pidfd_send_signal(2)}: sends a signal to a process by its descriptor. */
    public static final int SYS_PIDFD_SEND_SIGNAL = number("pidfd_send_signal", 424, 424);

    /** {@code pidfd_open(2)}: a descriptor of a process. */
    public static final int SYS_PIDFD_OPEN = number("pidfd_open", 434, 434);

    /** {@code clone3(2)}: makes a process or a thread. */
    public static final int SYS_CLONE3 = number("clone3", 435, 435);

    /** {@code pidfd_getfd(2)}: copies a descriptor out of another process. */
    public static final int SYS_PIDFD_GETFD = number("pidfd_getfd", 438, 438);

    /** {@code process_madvise(2)}: says what another process's memory is for. */
    public static final int SYS_PROCESS_MADVISE = number("process_madvise", 440, 440);

    /** {@code memfd_secret(2)}: memory that the kernel does not see either. */
    public static final int SYS_MEMFD_SECRET = number("memfd_secret", 447, 447);

    /** {@code process_mrelease(2)}: frees the memory of a process that is killed. */
    public static final int SYS_PROCESS_MRELEASE = number("process_mrelease", 448, 448);

    /** {@code futex_waitv(2)}: waits for one of several words to change. */
    public static final int SYS_FUTEX_WAITV = number("futex_waitv", 449, 449);

    /** {@code set_mempolicy_home_node(2)}: which node memory comes from first. */
    public static final int SYS_SET_MEMPOLICY_HOME_NODE =
            number("set_mempolicy_home_node", 450, 450);

    /** {@code map_shadow_stack(2)}: maps a shadow stack. */
    public static final int SYS_MAP_SHADOW_STACK = number("map_shadow_stack", 453, 453);

    /** {@code futex_wake(2)}: wakes those that wait for a word. */
    public static final int SYS_FUTEX_WAKE = number("futex_wake", 454, 454);

    /** {@code futex_wait(2)}: waits for a word to change. */
    public static final int SYS_FUTEX_WAIT = number("futex_wait", 455, 455);

    /** {@code futex_requeue(2)}: moves those that wait to another word. */
    public static final int SYS_FUTEX_REQUEUE = number("futex_requeue", 456, 456);

    /** {@code mseal(2)}: no change of a mapping from now on. */
    public static final int SYS_MSEAL = number("mseal", 462, 462);

    /** {@code listns(2)}: the namespaces there are. */
    public static final int SYS_LISTNS = number("listns", 470, 470);

    /** {@code rseq_slice_yield(2)}: gives an extended slice of CPU back. */
    public static final int SYS_RSEQ_SLICE_YIELD = number("rseq_slice_yield", 471, 471);

    ProcessSysno() {}
}
