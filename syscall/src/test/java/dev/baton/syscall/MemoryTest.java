package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MemoryTest {
    /** A multiple of every page size of Linux. */
    private static final long PAGE = 65_536;

    private static final int RW = Memory.PROT_READ | Memory.PROT_WRITE;
    private static final int PRIVATE = Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS;

    private static long checked(long r1) {
        assertThat(Errno.errnoErr(r1)).isNull();
        return r1;
    }

    private static long mapped(long bytes) {
        return checked(Memory.mmap(0, bytes, RW, PRIVATE, -1, 0));
    }

    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @Test
    void memoryIsMappedGrownMovedAndUnmapped() {
        long address = mapped(2 * PAGE);
        at(address, 2 * PAGE).set(JAVA_LONG, 8, 42);
        long grown = checked(Memory.mremap(address, PAGE, 4 * PAGE, Memory.MREMAP_MAYMOVE, 0));
        assertThat(at(grown, 4 * PAGE).get(JAVA_LONG, 8)).isEqualTo(42);
        assertThat(at(grown, 4 * PAGE).get(JAVA_LONG, 3 * PAGE)).isZero();
        assertThat(Memory.munmap(grown, 4 * PAGE)).isZero();
        if (grown != address) {
            assertThat(Memory.munmap(address + PAGE, PAGE)).isZero();
        }

        assertThat(Memory.mmap(0, 0, RW, PRIVATE, -1, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Memory.munmap(1, PAGE)).isEqualTo(Errno.EINVAL.result());
        assertThat(Memory.mremap(1, PAGE, PAGE, 0, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aPlaceThatIsTakenIsNotMappedOver() {
        long address = mapped(PAGE);
        int flags = PRIVATE | Memory.MAP_FIXED_NOREPLACE;
        assertThat(Memory.mmap(address, PAGE, RW, flags, -1, 0)).isEqualTo(Errno.EEXIST.result());
        checked(Memory.munmap(address, PAGE));
    }

    /** What may not be read is told by a call that reads it, for a JVM would not live. */
    @Test
    void memoryIsProtected() {
        long address = mapped(PAGE);
        assertThat(Memory.mprotect(address, PAGE, Memory.PROT_NONE)).isZero();
        int fd = (int) checked(Memory.memfdCreate("protected", Memory.MFD_CLOEXEC));
        assertThat(Syscall.syscall(Sysno.SYS_WRITE, fd, address, 1))
                .isEqualTo(Errno.EFAULT.result());
        assertThat(Memory.mprotect(address, PAGE, Memory.PROT_READ)).isZero();
        assertThat(Syscall.syscall(Sysno.SYS_WRITE, fd, address, 1)).isOne();
        checked(Syscall.close(fd));
        checked(Memory.munmap(address, PAGE));
        assertThat(Memory.mprotect(1, PAGE, RW)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aFileInMemoryIsMappedTwice() {
        int fd = (int) checked(Memory.memfdCreate("grüße", Memory.MFD_CLOEXEC));
        assertThat(Syscall.fcntl(fd, Fcntl.F_GETFD, 0)).isOne();
        checked(Syscall.ftruncate(fd, PAGE));
        long one = checked(Memory.mmap(0, PAGE, RW, Memory.MAP_SHARED, fd, 0));
        long two = checked(Memory.mmap(0, PAGE, Memory.PROT_READ, Memory.MAP_SHARED, fd, 0));
        at(one, PAGE).set(JAVA_BYTE, 7, (byte) 42);
        assertThat(at(two, PAGE).get(JAVA_BYTE, 7)).isEqualTo((byte) 42);
        assertThat(Memory.msync(one, PAGE, Memory.MS_SYNC)).isZero();
        assertThat(Memory.msync(one, PAGE, Memory.MS_SYNC | Memory.MS_ASYNC))
                .isEqualTo(Errno.EINVAL.result());
        checked(Memory.munmap(one, PAGE));
        checked(Memory.munmap(two, PAGE));
        checked(Syscall.close(fd));

        assertThat(Memory.memfdCreate("", 1 << 30)).isEqualTo(Errno.EINVAL.result());
        assertThat(Memory.memfdCreate("a\0b", 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void pagesComeWithTheFirstWriteAndGoOnAdvice() {
        long address = mapped(PAGE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(PAGE / 4096);
            assertThat(Memory.mincore(address, PAGE, pages.address())).isZero();
            assertThat(pages.get(JAVA_BYTE, 0) & 1).isZero();
            at(address, PAGE).set(JAVA_BYTE, 0, (byte) 42);
            assertThat(Memory.mincore(address, PAGE, pages.address())).isZero();
            assertThat(pages.get(JAVA_BYTE, 0) & 1).isOne();
            assertThat(Memory.madvise(address, PAGE, Memory.MADV_DONTNEED)).isZero();
            assertThat(at(address, PAGE).get(JAVA_BYTE, 0)).isZero();
            assertThat(Memory.mincore(1, PAGE, pages.address())).isEqualTo(Errno.EINVAL.result());
        }
        assertThat(Memory.madvise(address, PAGE, 999)).isEqualTo(Errno.EINVAL.result());
        checked(Memory.munmap(address, PAGE));
    }

    @Test
    void anotherProcessIsAdvisedByItsDescriptor() {
        long address = mapped(PAGE);
        int self = (int) checked(Fds.pidfdOpen(Syscall.getpid(), 0));
        long r1 = Memory.processMadvise(self, address, PAGE, Memory.MADV_COLD);
        assertThat(r1).isIn(PAGE, Errno.EPERM.result());
        assertThat(Memory.processMadvise(-1, address, PAGE, Memory.MADV_COLD))
                .isEqualTo(Errno.EBADF.result());
        checked(Syscall.close(self));
        checked(Memory.munmap(address, PAGE));
    }

    @Test
    void lockedMemoryIsThere() {
        long address = mapped(PAGE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(PAGE / 4096);
            assertThat(Memory.mlock(address, PAGE)).isZero();
            assertThat(Memory.mincore(address, PAGE, pages.address())).isZero();
            assertThat(pages.get(JAVA_BYTE, 0) & 1).isOne();
            assertThat(Memory.munlock(address, PAGE)).isZero();
            assertThat(Memory.mlock2(address, PAGE, Memory.MLOCK_ONFAULT)).isZero();
        }
        assertThat(Memory.mlock2(address, PAGE, 1 << 30)).isEqualTo(Errno.EINVAL.result());
        checked(Memory.munmap(address, PAGE));
        assertThat(Memory.mlock(address, PAGE)).as("gone").isEqualTo(Errno.ENOMEM.result());
        assertThat(Memory.munlock(address, PAGE)).isEqualTo(Errno.ENOMEM.result());
    }

    /** To lock a JVM as a whole is more than a test may take of the machine. */
    @Test
    void allIsUnlockedAndLockedByFlags() {
        assertThat(Memory.munlockall()).isZero();
        assertThat(Memory.mlockall(0)).isEqualTo(Errno.EINVAL.result());
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_MLOCKALL, request -> request.a1())
                        .fails(Sysno.SYS_MUNLOCKALL, Errno.EPERM)) {
            assertThat(Memory.mlockall(Memory.MCL_CURRENT | Memory.MCL_FUTURE)).isEqualTo(3);
            assertThat(Memory.munlockall()).isEqualTo(Errno.EPERM.result());
            assertThat(kernel.calls()).isEqualTo(2);
        }
    }

    @Test
    void sealedMemoryStays() {
        long address = mapped(PAGE);
        long r1 = Memory.mseal(address, PAGE);
        assumeTrue(r1 != Errno.ENOSYS.result(), "mseal is of Linux 6.10");
        assertThat(r1).isZero();
        assertThat(Memory.munmap(address, PAGE)).isEqualTo(Errno.EPERM.result());
        assertThat(Memory.mseal(1, PAGE)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aProcessReadsAndWritesItself() {
        int pid = Syscall.getpid();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment here = arena.allocate(JAVA_LONG);
            MemorySegment there = arena.allocate(JAVA_LONG);
            there.set(JAVA_LONG, 0, 42);
            assertThat(Memory.processVmReadv(pid, here.address(), there.address(), 8)).isEqualTo(8);
            assertThat(here.get(JAVA_LONG, 0)).isEqualTo(42);
            here.set(JAVA_LONG, 0, 43);
            assertThat(Memory.processVmWritev(pid, here.address(), there.address(), 8))
                    .isEqualTo(8);
            assertThat(there.get(JAVA_LONG, 0)).isEqualTo(43);
            assertThat(Memory.processVmReadv(pid, here.address(), 8, 8))
                    .isEqualTo(Errno.EFAULT.result());
            assertThat(Memory.processVmWritev(pid, here.address(), 8, 8))
                    .isEqualTo(Errno.EFAULT.result());
        }
    }

    @Test
    void aBarrierIsMadeOnAllThreadsOfWhoRegistered() {
        long there = checked(Memory.membarrier(Memory.MEMBARRIER_CMD_QUERY, 0));
        assumeTrue(
                (there & Memory.MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0,
                "this kernel has no expedited membarrier");
        assertThat(Memory.membarrier(Memory.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0)).isZero();
        assertThat(Memory.membarrier(Memory.MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0)).isZero();
        assertThat(Memory.membarrier(1 << 30, 0)).isEqualTo(Errno.EINVAL.result());
    }
}
