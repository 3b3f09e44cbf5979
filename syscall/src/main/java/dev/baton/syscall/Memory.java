package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * Mappings of memory. As the functions of {@link Syscall} they return the kernel's own result,
 * retry nothing and check nothing: they unmap, protect and throw away what they are told to, the
 * JVM's own heap as well. Give them only what {@link #mmap} returned; for memory that the JVM knows
 * of there is {@link java.lang.foreign.Arena}.
 *
 * <p>Addresses are multiples of the page size, lengths are rounded up to it: it is 4 KiB on x86-64,
 * and 4, 16 or 64 KiB on aarch64.
 *
 * <p>All functions may be called from any thread.
 */
public final class Memory {
    /** Nothing may be done with it. */
    public static final int PROT_NONE = 0;

    /** It may be read. */
    public static final int PROT_READ = 1;

    /** It may be written. */
    public static final int PROT_WRITE = 2;

    /** It may be executed. */
    public static final int PROT_EXEC = 4;

    /** What is written goes to the file, and others see it. */
    public static final int MAP_SHARED = 1;

    /** What is written is this process's alone. */
    public static final int MAP_PRIVATE = 2;

    /** As {@link #MAP_SHARED}, and flags that are unknown are refused. */
    public static final int MAP_SHARED_VALIDATE = 3;

    /** At this address, whatever is there now. */
    public static final int MAP_FIXED = 0x10;

    /** Memory of zeros, and no file. */
    public static final int MAP_ANONYMOUS = 0x20;

    /** All pages are brought in at once. */
    public static final int MAP_POPULATE = 0x8000;

    /** No swap space is set aside for it. */
    public static final int MAP_NORESERVE = 0x4000;

    /** In memory from the start, as {@link #mlock}. */
    public static final int MAP_LOCKED = 0x2000;

    /** In huge pages. */
    public static final int MAP_HUGETLB = 0x40000;

    /** At this address, unless something is there: −EEXIST. */
    public static final int MAP_FIXED_NOREPLACE = 0x100000;

    /** {@code mremap}: it may be moved. */
    public static final int MREMAP_MAYMOVE = 1;

    /** {@code mremap}: it is moved to the address that is given, whatever is there now. */
    public static final int MREMAP_FIXED = 2;

    /** {@code mremap}: the old place stays mapped, and empty. */
    public static final int MREMAP_DONTUNMAP = 4;

    /** {@code madvise}: as any other memory. */
    public static final int MADV_NORMAL = 0;

    /** {@code madvise}: read ahead is of no use. */
    public static final int MADV_RANDOM = 1;

    /** {@code madvise}: read ahead more than else. */
    public static final int MADV_SEQUENTIAL = 2;

    /** {@code madvise}: bring it in now. */
    public static final int MADV_WILLNEED = 3;

    /** {@code madvise}: throw it away; anonymous memory is zeros again, what is private is lost. */
    public static final int MADV_DONTNEED = 4;

    /** {@code madvise}: may be thrown away when memory is short, until it is written again. */
    public static final int MADV_FREE = 8;

    /** {@code madvise}: make a hole in the file behind it. */
    public static final int MADV_REMOVE = 9;

    /** {@code madvise}: not in children. */
    public static final int MADV_DONTFORK = 10;

    /** {@code madvise}: huge pages are welcome. */
    public static final int MADV_HUGEPAGE = 14;

    /** {@code madvise}: and are not. */
    public static final int MADV_NOHUGEPAGE = 15;

    /** {@code madvise}: not in core dumps. */
    public static final int MADV_DONTDUMP = 16;

    /** {@code madvise}: swap this first. */
    public static final int MADV_COLD = 20;

    /** {@code madvise}: swap this now. */
    public static final int MADV_PAGEOUT = 21;

    /** {@code madvise}: bring it in as if it was read. */
    public static final int MADV_POPULATE_READ = 22;

    /** {@code madvise}: bring it in as if it was written. */
    public static final int MADV_POPULATE_WRITE = 23;

    /** {@code msync}: begin to write. */
    public static final int MS_ASYNC = 1;

    /** {@code msync}: other mappings of the file are to see it. */
    public static final int MS_INVALIDATE = 2;

    /** {@code msync}: return when it is written. */
    public static final int MS_SYNC = 4;

    /** {@code mlockall}: what is mapped now. */
    public static final int MCL_CURRENT = 1;

    /** {@code mlockall}: what will be. */
    public static final int MCL_FUTURE = 2;

    /** {@code mlockall}: pages once they are there. */
    public static final int MCL_ONFAULT = 4;

    /** {@code mlock2}: pages once they are there. */
    public static final int MLOCK_ONFAULT = 1;

    /** {@code memfd_create}: not handed down to programs that are executed. */
    public static final int MFD_CLOEXEC = 1;

    /** {@code memfd_create}: {@code fcntl} may seal it. */
    public static final int MFD_ALLOW_SEALING = 2;

    /** {@code memfd_create}: in huge pages. */
    public static final int MFD_HUGETLB = 4;

    /** {@code membarrier}: which of these there are, as bits. */
    public static final int MEMBARRIER_CMD_QUERY = 0;

    /** {@code membarrier}: on all threads of the machine; takes milliseconds. */
    public static final int MEMBARRIER_CMD_GLOBAL = 1;

    /** {@code membarrier}: on all threads of this process that run, at once. */
    public static final int MEMBARRIER_CMD_PRIVATE_EXPEDITED = 1 << 3;

    /** {@code membarrier}: says that the process is going to use the one before. */
    public static final int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 1 << 4;

    private Memory() {}

    /**
     * {@code mmap(2)}.
     *
     * @param address where, or 0: where there is room
     * @param bytes how much
     * @param prot {@link #PROT_READ} and others
     * @param flags {@link #MAP_SHARED} or {@link #MAP_PRIVATE}, with others
     * @param fd the file, or −1 with {@link #MAP_ANONYMOUS}
     * @param offset where in the file, in bytes; a multiple of the page size
     * @return the address, or −errno. {@link MemorySegment#ofAddress} and {@code reinterpret} make
     *     memory of it
     */
    public static long mmap(long address, long bytes, int prot, int flags, int fd, long offset) {
        return Syscall.syscall6(Sysno.SYS_MMAP, address, bytes, prot, flags, fd, offset);
    }

    /**
     * {@code munmap(2)}. Whoever touches the memory afterwards ends the JVM.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @return 0 or −errno
     */
    public static long munmap(long address, long bytes) {
        return Syscall.syscall(Sysno.SYS_MUNMAP, address, bytes, 0);
    }

    /**
     * {@code mprotect(2)}.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @param prot {@link #PROT_READ} and others
     * @return 0 or −errno: −ENOMEM where nothing is mapped, −EACCES for a file that was not opened
     *     for that
     */
    public static long mprotect(long address, long bytes, int prot) {
        return Syscall.syscall(Sysno.SYS_MPROTECT, address, bytes, prot);
    }

    /**
     * {@code mremap(2)}: another size, or another place.
     *
     * @param address of {@link #mmap}
     * @param oldBytes how much of it
     * @param newBytes how much from now on
     * @param flags {@link #MREMAP_MAYMOVE} and others
     * @param newAddress where to, with {@link #MREMAP_FIXED}
     * @return the address, or −errno: −ENOMEM when there is no room and it may not be moved
     */
    public static long mremap(
            long address, long oldBytes, long newBytes, int flags, long newAddress) {
        return Syscall.syscall6(
                Sysno.SYS_MREMAP, address, oldBytes, newBytes, flags, newAddress, 0);
    }

    /**
     * {@code madvise(2)}.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @param advice {@link #MADV_WILLNEED} or another; some change what is there
     * @return 0 or −errno
     */
    public static long madvise(long address, long bytes, int advice) {
        return Syscall.syscall(Sysno.SYS_MADVISE, address, bytes, advice);
    }

    /**
     * {@code process_madvise(2)}, since Linux 5.10, of one piece of memory.
     *
     * @param pidfd a process, of {@link Fds#pidfdOpen}
     * @param address in it
     * @param bytes how much
     * @param advice {@link #MADV_COLD}, {@link #MADV_PAGEOUT}, {@link #MADV_WILLNEED} or another
     *     that the kernel allows for others
     * @return bytes advised, or −errno
     */
    public static long processMadvise(int pidfd, long address, long bytes, int advice) {
        Buffer buffer = Buffers.take(Iovec.BYTES);
        try {
            Iovec.set(buffer.segment(), 0, address, bytes);
            return Syscall.syscall6(
                    Sysno.SYS_PROCESS_MADVISE, pidfd, buffer.address(), 1, advice, 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code msync(2)}: a file's mapping to the file.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @param flags {@link #MS_SYNC} or {@link #MS_ASYNC}, with {@link #MS_INVALIDATE}
     * @return 0 or −errno
     */
    public static long msync(long address, long bytes, int flags) {
        return Syscall.syscall(Sysno.SYS_MSYNC, address, bytes, flags);
    }

    /**
     * {@code mincore(2)}: which pages are in memory.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @param pages the address of a byte for each page, whose lowest bit is set if it is
     * @return 0 or −errno: −ENOMEM where nothing is mapped
     */
    public static long mincore(long address, long bytes, long pages) {
        return Syscall.syscall(Sysno.SYS_MINCORE, address, bytes, pages);
    }

    /**
     * {@code mlock(2)}: brings it in and keeps it from being swapped.
     *
     * @param address where
     * @param bytes how much
     * @return 0 or −errno: −ENOMEM or −EPERM beyond {@link Limits#RLIMIT_MEMLOCK}
     */
    public static long mlock(long address, long bytes) {
        return Syscall.syscall(Sysno.SYS_MLOCK, address, bytes, 0);
    }

    /**
     * {@code mlock2(2)}.
     *
     * @param address where
     * @param bytes how much
     * @param flags 0, or {@link #MLOCK_ONFAULT}
     * @return 0 or −errno, as {@link #mlock}
     */
    public static long mlock2(long address, long bytes, int flags) {
        return Syscall.syscall(Sysno.SYS_MLOCK2, address, bytes, flags);
    }

    /**
     * {@code munlock(2)}.
     *
     * @param address where
     * @param bytes how much
     * @return 0 or −errno
     */
    public static long munlock(long address, long bytes) {
        return Syscall.syscall(Sysno.SYS_MUNLOCK, address, bytes, 0);
    }

    /**
     * {@code mlockall(2)}: all of the process, the JVM's heap with it.
     *
     * @param flags {@link #MCL_CURRENT}, {@link #MCL_FUTURE}, {@link #MCL_ONFAULT}
     * @return 0 or −errno, as {@link #mlock}
     */
    public static long mlockall(int flags) {
        return Syscall.syscall(Sysno.SYS_MLOCKALL, flags, 0, 0);
    }

    /**
     * {@code munlockall(2)}.
     *
     * @return 0 or −errno
     */
    public static long munlockall() {
        return Syscall.syscall(Sysno.SYS_MUNLOCKALL, 0, 0, 0);
    }

    /**
     * {@code mseal(2)}, since Linux 6.10: from now on the mapping can't be unmapped, moved or
     * protected otherwise, for as long as the process lives.
     *
     * @param address of {@link #mmap}
     * @param bytes how much of it
     * @return 0 or −errno
     */
    public static long mseal(long address, long bytes) {
        return Syscall.syscall(Sysno.SYS_MSEAL, address, bytes, 0);
    }

    /**
     * {@code memfd_create(2)}: a file that has no name in any directory.
     *
     * @param name for those who look into {@code /proc/PID/fd}, as UTF-8; up to 249 bytes
     * @param flags {@link #MFD_CLOEXEC} and others
     * @return the descriptor, or −errno; −EINVAL also for a NUL in the name, −EILSEQ for a lone
     *     surrogate
     */
    public static long memfdCreate(String name, int flags) {
        long bytes = CString.bytes(name);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer buffer = CString.borrow(name, bytes);
        try {
            return Syscall.syscall(Sysno.SYS_MEMFD_CREATE, buffer.address(), flags, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code process_vm_readv(2)} of one piece of memory: reads what another process has in its.
     *
     * @param pid the process
     * @param local the address here that is written to
     * @param remote the address there that is read
     * @param bytes how many
     * @return bytes read, which may be fewer, or −errno: −EPERM where {@code ptrace} may not be
     *     used, −EFAULT where nothing is mapped
     */
    public static long processVmReadv(int pid, long local, long remote, long bytes) {
        return processVm(Sysno.SYS_PROCESS_VM_READV, pid, local, remote, bytes);
    }

    /**
     * {@code process_vm_writev(2)} of one piece of memory: writes to what another process has.
     *
     * @param pid the process
     * @param local the address here that is read
     * @param remote the address there that is written to
     * @param bytes how many
     * @return bytes written, which may be fewer, or −errno as {@link #processVmReadv}
     */
    public static long processVmWritev(int pid, long local, long remote, long bytes) {
        return processVm(Sysno.SYS_PROCESS_VM_WRITEV, pid, local, remote, bytes);
    }

    private static long processVm(int trap, int pid, long local, long remote, long bytes) {
        Buffer buffer = Buffers.take(2 * Iovec.BYTES);
        try {
            Iovec.set(buffer.segment(), 0, local, bytes);
            Iovec.set(buffer.segment(), 1, remote, bytes);
            return Syscall.syscall6(
                    trap, pid, buffer.address(), 1, buffer.address() + Iovec.BYTES, 1, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code membarrier(2)}: a memory barrier on other threads.
     *
     * @param command {@link #MEMBARRIER_CMD_QUERY} and others
     * @param flags 0
     * @return 0, of QUERY the bits; or −errno: −EPERM when {@link
     *     #MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED} was not called before
     */
    public static long membarrier(int command, int flags) {
        return Syscall.syscall(Sysno.SYS_MEMBARRIER, command, flags, 0);
    }
}
