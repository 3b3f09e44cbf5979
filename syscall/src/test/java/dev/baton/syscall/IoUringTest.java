package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ring of the smallest kind, worked by this thread alone. */
class IoUringTest {
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int NOT_OPEN = Integer.MAX_VALUE;
    private static final int RW = Memory.PROT_READ | Memory.PROT_WRITE;
    private static final int SHARED = Memory.MAP_SHARED | Memory.MAP_POPULATE;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment params = arena.allocate(IoUringParams.LAYOUT);
    private int ring = -1;
    private MemorySegment rings;
    private MemorySegment sqes;

    @BeforeEach
    void setUp() {
        IoUringParams.set(params, "flags", IoUring.IORING_SETUP_CLAMP);
        long r1 = IoUring.ioUringSetup(3, params.address());
        assumeTrue(r1 >= 0, "io_uring is not to be had here: " + Errno.errnoErr(r1));
        ring = (int) r1;
        assertThat(Syscall.fcntl(ring, Fcntl.F_GETFD, 0)).as("O_CLOEXEC").isOne();
        assertThat(IoUringParams.get(params, "sq_entries")).isEqualTo(4);
        assertThat(IoUringParams.get(params, "cq_entries")).isEqualTo(8);
        assertThat(IoUringParams.get(params, "features") & IoUring.IORING_FEAT_SINGLE_MMAP)
                .as("one mapping since Linux 5.4")
                .isNotZero();
        long sqBytes = IoUringParams.get(params, "sq_off.array") + 4L * Integer.BYTES;
        long cqBytes = IoUringParams.get(params, "cq_off.cqes") + 8 * IoUringCqe.LAYOUT.byteSize();
        rings = mapped(Math.max(sqBytes, cqBytes), IoUring.IORING_OFF_SQ_RING);
        sqes = mapped(4 * IoUringSqe.LAYOUT.byteSize(), IoUring.IORING_OFF_SQES);
    }

    private MemorySegment mapped(long bytes, long offset) {
        long address = Memory.mmap(0, bytes, RW, SHARED, ring, offset);
        assertThat(Errno.errnoErr(address)).isNull();
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @AfterEach
    void tearDown() {
        arena.close();
        if (ring >= 0) {
            assertThat(Memory.munmap(rings.address(), rings.byteSize())).isZero();
            assertThat(Memory.munmap(sqes.address(), sqes.byteSize())).isZero();
            assertThat(Syscall.close(ring)).isZero();
        }
    }

    /** The next request, which the kernel sees with the tail that is released. */
    private MemorySegment next() {
        long tailAt = IoUringParams.get(params, "sq_off.tail");
        int tail = (int) INT.get(rings, tailAt);
        int index = tail & rings.get(JAVA_INT, IoUringParams.get(params, "sq_off.ring_mask"));
        long arrayAt = IoUringParams.get(params, "sq_off.array");
        rings.set(JAVA_INT, arrayAt + (long) index * Integer.BYTES, index);
        return sqes.asSlice(index * IoUringSqe.LAYOUT.byteSize(), IoUringSqe.LAYOUT.byteSize());
    }

    private void push() {
        long tailAt = IoUringParams.get(params, "sq_off.tail");
        INT.setRelease(rings, tailAt, (int) INT.get(rings, tailAt) + 1);
    }

    /** The next result: user data, result. Pairs with the kernel's release of the tail. */
    private long[] pop() {
        long headAt = IoUringParams.get(params, "cq_off.head");
        int head = (int) INT.get(rings, headAt);
        int tail = (int) INT.getAcquire(rings, (long) IoUringParams.get(params, "cq_off.tail"));
        assertThat(tail - head).isPositive();
        int mask = rings.get(JAVA_INT, IoUringParams.get(params, "cq_off.ring_mask"));
        long at =
                IoUringParams.get(params, "cq_off.cqes")
                        + (head & mask) * IoUringCqe.LAYOUT.byteSize();
        MemorySegment cqe = rings.asSlice(at, IoUringCqe.LAYOUT.byteSize());
        long[] result = {IoUringCqe.userData(cqe), IoUringCqe.res(cqe)};
        assertThat(IoUringCqe.flags(cqe)).isZero();
        INT.setRelease(rings, headAt, head + 1);
        return result;
    }

    private void submitted(int count) {
        assertThat(IoUring.ioUringEnter(ring, count, count, IoUring.IORING_ENTER_GETEVENTS))
                .isEqualTo(count);
    }

    @Test
    void nothingIsDoneAndReported() {
        IoUringSqe.set(next(), IoUringSqe.IORING_OP_NOP, -1, 0, 0, 0, 0x1234_5678_9abc_def0L);
        push();
        submitted(1);
        assertThat(pop()).containsExactly(0x1234_5678_9abc_def0L, 0);
    }

    @Test
    void aWriteAndThenAReadGoThroughTheRing() {
        int file = (int) Memory.memfdCreate("ring", Memory.MFD_CLOEXEC);
        MemorySegment from = arena.allocate(JAVA_LONG);
        MemorySegment to = arena.allocate(JAVA_LONG);
        from.set(JAVA_LONG, 0, 42);
        MemorySegment write = next();
        IoUringSqe.set(write, IoUringSqe.IORING_OP_WRITE, file, from.address(), 8, 16, 1);
        IoUringSqe.setFlags(write, IoUringSqe.IOSQE_IO_LINK, 0);
        push();
        IoUringSqe.set(next(), IoUringSqe.IORING_OP_READ, file, to.address(), 8, 16, 2);
        push();
        submitted(2);
        assertThat(pop()).containsExactly(1, 8);
        assertThat(pop()).containsExactly(2, 8);
        assertThat(to.get(JAVA_LONG, 0)).isEqualTo(42);

        MemorySegment fsync = next();
        IoUringSqe.set(fsync, IoUringSqe.IORING_OP_FSYNC, file, 0, 0, 0, 3);
        IoUringSqe.setFlags(fsync, 0, IoUringSqe.IORING_FSYNC_DATASYNC);
        push();
        IoUringSqe.set(next(), IoUringSqe.IORING_OP_CLOSE, file, 0, 0, 0, 4);
        submitted(1);
        assertThat(pop()).containsExactly(3, 0);
        push();
        submitted(1);
        assertThat(pop()).containsExactly(4, 0);
        assertThat(Syscall.close(file)).isEqualTo(Errno.EBADF.result());
    }

    @Test
    void anEventfdIsToldOfResults() {
        int event = (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        MemorySegment fd = arena.allocate(JAVA_INT);
        fd.set(JAVA_INT, 0, event);
        assertThat(IoUring.ioUringRegister(ring, IoUring.IORING_REGISTER_EVENTFD, fd.address(), 1))
                .isZero();
        assertThat(Fds.ppoll(event, Fds.POLLIN, 0)).isZero();
        IoUringSqe.set(next(), IoUringSqe.IORING_OP_NOP, -1, 0, 0, 0, 1);
        push();
        submitted(1);
        assertThat(Fds.ppoll(event, Fds.POLLIN, 0)).isEqualTo(Fds.POLLIN);
        pop();
        assertThat(IoUring.ioUringRegister(ring, IoUring.IORING_UNREGISTER_EVENTFD, 0, 0)).isZero();
        assertThat(IoUring.ioUringRegister(ring, IoUring.IORING_UNREGISTER_EVENTFD, 0, 0))
                .isEqualTo(Errno.ENXIO.result());
        assertThat(Syscall.close(event)).isZero();
    }

    @Test
    void whatIsNoRingIsRefused() {
        assertThat(IoUring.ioUringSetup(0, params.address())).isEqualTo(Errno.EINVAL.result());
        assertThat(IoUring.ioUringEnter(NOT_OPEN, 0, 0, 0)).isEqualTo(Errno.EBADF.result());
        assertThat(IoUring.ioUringRegister(NOT_OPEN, 0, 0, 0)).isEqualTo(Errno.EBADF.result());
    }
}
