package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** With signals that are blocked in the thread that they are sent to: others would end the JVM. */
class SignalsTest {
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final int SIGNAL = Signals.SIGRTMIN + 7;
    private static final long SET = Signals.bit(SIGNAL);

    private final int pid = Syscall.getpid();

    /** Runs what is given with the signal blocked in this thread, and all that came taken. */
    private static void blocked(IntConsumer test) {
        long[] mask = new long[1];
        assertThat(Signals.rtSigprocmask(Signals.SIG_BLOCK, SET, mask)).isZero();
        test.accept(Syscall.gettid());
        long[] pending = new long[1];
        assertThat(Signals.rtSigpending(pending)).isZero();
        assertThat(pending[0] & SET).as("all were taken").isZero();
        long[] old = new long[1];
        assertThat(Signals.rtSigprocmask(Signals.SIG_SETMASK, mask[0], old)).isZero();
        assertThat(old[0] & SET).isEqualTo(SET);
    }

    private static SigInfo taken() {
        SigInfo[] info = new SigInfo[1];
        assertThat(Signals.rtSigtimedwait(SET, 0, info)).isEqualTo(SIGNAL);
        return info[0];
    }

    @Test
    void aSignalToAThreadWaitsUntilItIsTaken() {
        blocked(tid -> {
            assertThat(Signals.rtSigtimedwait(SET, 0, null)).isEqualTo(Errno.EAGAIN.result());
            assertThat(Signals.rtSigtimedwait(SET, 1_000, null)).isEqualTo(Errno.EAGAIN.result());
            assertThat(Signals.tgkill(pid, tid, SIGNAL)).isZero();
            long[] pending = new long[1];
            assertThat(Signals.rtSigpending(pending)).isZero();
            assertThat(pending[0] & SET).isEqualTo(SET);
            SigInfo info = taken();
            assertThat(info.signal()).isEqualTo(SIGNAL);
            assertThat(info.code()).isEqualTo(Signals.SI_TKILL);
            assertThat(info.pid()).isEqualTo(pid);
            assertThat(info.uid()).isEqualTo(Processes.getuid());
            assertThat(Signals.tgkill(pid, NOBODY, SIGNAL)).isEqualTo(Errno.ESRCH.result());
        });
    }

    @Test
    void aSignalCarriesAValue() {
        blocked(tid -> {
            long value = 0x1234_5678_9abc_def0L;
            assertThat(Signals.rtTgsigqueueinfo(pid, tid, SIGNAL, value)).isZero();
            assertThat(taken())
                    .isEqualTo(
                            new SigInfo(SIGNAL, Signals.SI_QUEUE, pid, Processes.getuid(), value));
            assertThat(Signals.rtTgsigqueueinfo(pid, NOBODY, SIGNAL, 0))
                    .isEqualTo(Errno.ESRCH.result());
        });
    }

    @Test
    void aSignalIsReadFromADescriptor() {
        blocked(tid -> {
            int fd = (int) Signals.signalfd4(-1, SET, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
            assertThat(fd).isNotNegative();
            BlockingSite site = new BlockingSite();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(SignalfdSiginfo.LAYOUT);
                assertThat(Syscall.read(site, fd, memory)).isEqualTo(Errno.EAGAIN.result());
                assertThat(Signals.rtTgsigqueueinfo(pid, tid, SIGNAL, 42)).isZero();
                assertThat(Fds.ppoll(fd, Fds.POLLIN, 0)).isEqualTo(Fds.POLLIN);
                assertThat(Syscall.read(site, fd, memory)).isEqualTo(128);
                assertThat(SignalfdSiginfo.sigInfo(memory, 0))
                        .isEqualTo(
                                new SigInfo(SIGNAL, Signals.SI_QUEUE, pid, Processes.getuid(), 42));
            }
            assertThat(Signals.signalfd4(fd, 0, 0)).as("other signals").isEqualTo(fd);
            assertThat(Syscall.close(fd)).isZero();
            assertThat(Signals.signalfd4(fd, SET, 0)).isEqualTo(Errno.EBADF.result());
        });
    }

    @Test
    void aProcessIsSignalledAndToldFromOthers() throws Exception {
        assertThat(Signals.kill(pid, 0)).isZero();
        assertThat(Signals.kill(NOBODY, 0)).isEqualTo(Errno.ESRCH.result());
        assertThat(Signals.rtSigqueueinfo(NOBODY, SIGNAL, 0)).isEqualTo(Errno.ESRCH.result());
        Process one = new ProcessBuilder("cat").start();
        assertThat(Signals.kill((int) one.pid(), Signals.SIGTERM)).isZero();
        assertThat(one.waitFor()).isEqualTo(128 + Signals.SIGTERM);
        Process other = new ProcessBuilder("cat").start();
        assertThat(Signals.rtSigqueueinfo((int) other.pid(), Signals.SIGUSR1, 0)).isZero();
        assertThat(other.waitFor()).isEqualTo(128 + Signals.SIGUSR1);
    }

    @Test
    void setsAndWaysThatAreNoneAreRefused() {
        assertThat(Signals.rtSigprocmask(9, 0, null)).isEqualTo(Errno.EINVAL.result());
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_RT_SIGPENDING, Errno.EINVAL)) {
            assertThat(Signals.rtSigpending(new long[1])).isEqualTo(Errno.EINVAL.result());
            assertThat(kernel.calls()).isOne();
        }
    }
}
