package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel that refuses, now and then or always. */
class IoUringFaultsTest {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int EPERM = 1;
    private static final int ENOMEM = 12;

    /** The real one, and what it left open. */
    private static class Kernel extends IoUringCall {
        int open;
        int mapped;
        int calls;

        @Override
        long setup(int entries, long params) {
            long fd = super.setup(entries, params);
            open += fd >= 0 ? 1 : 0;
            return fd;
        }

        @Override
        long map(int ring, long bytes, long offset) {
            long address = super.map(ring, bytes, offset);
            mapped += address > 0 ? 1 : 0;
            return address;
        }

        @Override
        void unmap(long address, long bytes) {
            mapped--;
            super.unmap(address, bytes);
        }

        @Override
        void close(int ring) {
            open--;
            super.close(ring);
        }
    }

    @BeforeEach
    void needsARing() {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "38, 0, 'this kernel has none, or a seccomp filter hides it'",
        "1, 2, 'forbidden, since kernel.io_uring_disabled is 2; 0 allows it'",
        "1, 0, 'although kernel.io_uring_disabled is 0: by a seccomp filter'",
        "1, not there, 'by a seccomp filter'",
        "22, 0, 'too old'",
        "12, 0, 'no memory'",
        "24, 0, 'raise ulimit -n'",
        "5, 0, 'Input/output error'"
    })
    void whatIsRefusedIsSaid(int errno, String disabled, String words) {
        assertThat(IoUringRefusal.ofSetup(errno, disabled))
                .startsWith("io_uring: ")
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({"38", "1", "22", "12", "24"})
    void aRefusedSetupLeavesNothing(int errno) {
        Kernel kernel =
                new Kernel() {
                    @Override
                    long setup(int entries, long params) {
                        return -errno;
                    }
                };
        assertThatThrownBy(() -> IoUring.open(kernel, 8, 16))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("io_uring: ");
        assertThat(kernel.open).isZero();
        assertThat(kernel.mapped).isZero();
    }

    @Test
    void anOldKernelsRingIsNotUsed() {
        Kernel kernel =
                new Kernel() {
                    @Override
                    long setup(int entries, long params) {
                        long fd = super.setup(entries, params);
                        int features = U.getInt(params + PARAMS_FEATURES);
                        U.putInt(params + PARAMS_FEATURES, features & ~FEAT_NATIVE_WORKERS);
                        return fd;
                    }
                };
        assertThatThrownBy(() -> IoUring.open(kernel, 8, 16)).hasMessageContaining("too old");
        assertThat(kernel.open).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aMappingThatIsRefusedLeavesNothing(int refused) {
        Kernel kernel =
                new Kernel() {
                    private int n;

                    @Override
                    long map(int ring, long bytes, long offset) {
                        return n++ == refused ? -ENOMEM : super.map(ring, bytes, offset);
                    }
                };
        assertThatThrownBy(() -> IoUring.open(kernel, 8, 16)).hasMessageContaining("mmap");
        assertThat(kernel.open).isZero();
        assertThat(kernel.mapped).isZero();
    }

    @Test
    void whatIsClosedIsGivenBack() throws Exception {
        Kernel kernel = new Kernel();
        IoUring.open(kernel, 8, 16).close();
        assertThat(kernel.open).isZero();
        assertThat(kernel.mapped).isZero();
    }

    @Test
    void aKernelThatDoesNotSayWhatItKnowsKnowsNothing() throws Exception {
        Kernel kernel =
                new Kernel() {
                    @Override
                    long register(int ring, int what, long argument, int n) {
                        return -EPERM;
                    }
                };
        try (IoUring ring = IoUring.open(kernel, 8, 16)) {
            assertThat(ring.supports(RingOp.NOP)).isFalse();
        }
    }

    /** EINTR, EAGAIN and EBUSY are -1 here; and now and then it takes one where it got many. */
    @Test
    void whatIsNotTakenIsSubmittedAgain() throws Exception {
        Kernel kernel =
                new Kernel() {
                    @Override
                    long enter(int ring, int toSubmit, int minComplete, int flags) {
                        return switch (calls++ % 3) {
                            case 0 -> -1;
                            case 1 -> super.enter(ring, 1, minComplete, flags);
                            default -> super.enter(ring, toSubmit, minComplete, flags);
                        };
                    }
                };
        List<Long> seen = new ArrayList<>();
        try (IoUring ring = IoUring.open(kernel, 8, 16)) {
            for (long i = 0; i < 40; i++) {
                assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, i)).isTrue();
                if (i % 5 == 4) {
                    ring.submit();
                    assertThat(ring.pending()).isZero();
                    ring.reap((data, result) -> seen.add(data));
                }
            }
        }
        assertThat(seen).hasSize(40).doesNotHaveDuplicates();
    }

    /** What the kernel can't flush now stays to be told. */
    @Test
    void anOverflowThatIsNotFlushedIsNotLost() throws Exception {
        Kernel kernel =
                new Kernel() {
                    @Override
                    long enter(int ring, int toSubmit, int minComplete, int flags) {
                        return (flags & ENTER_GETEVENTS) != 0 && calls++ % 2 == 0
                                ? -1
                                : super.enter(ring, toSubmit, minComplete, flags);
                    }
                };
        List<Long> seen = new ArrayList<>();
        try (IoUring ring = IoUring.open(kernel, 2, 2)) {
            for (long i = 0; i < 20; i++) {
                assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, i)).isTrue();
                ring.submit();
            }
            while (seen.size() < 20) {
                assertThat(ring.hasCompletions()).isTrue();
                ring.reap((data, result) -> seen.add(data));
            }
        }
        assertThat(seen).doesNotHaveDuplicates();
    }
}
