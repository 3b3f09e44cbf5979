package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PidfdTest {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    /** Ends when its input does. */
    private static Process exitsWith(int code) throws IOException {
        return new ProcessBuilder("sh", "-c", "read line; exit " + code).start();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChildIsWaitedFor(Kind kind) throws Exception {
        Process child = exitsWith(7);
        try (Crew crew = Crew.of(kind);
                Pidfd pidfd = Pidfd.of(child)) {
            assertThat(pidfd).hasToString("Pidfd[process " + child.pid() + "]");
            assertThatThrownBy(pidfd::exitCode)
                    .isInstanceOf(ErrInvalid.class)
                    .hasMessage("wait process " + child.pid() + ": it has not ended");
            Member<Integer> waiter =
                    crew.start(() -> {
                        pidfd.waitFor();
                        pidfd.waitFor();
                        return pidfd.exitCode();
                    });
            waiter.awaitParked();
            child.getOutputStream().close();
            assertThat(waiter.get()).isEqualTo(7);
            assertThat(child.waitFor()).as("the JDK knows, too").isEqualTo(7);
            assertThat(pidfd.exitCode()).as("reaped by now").isEqualTo(7);
            pidfd.setDeadline(Instant.EPOCH);
            assertThat(pidfd.exitCode()).as("which is no wait").isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aWaitEndsWithItsDeadlineAndWithClose(Kind kind) throws Exception {
        Process child = exitsWith(0);
        try (Crew crew = Crew.of(kind)) {
            Pidfd pidfd = Pidfd.of(child);
            Member<Void> waiter = crew.start(() -> waitFor(pidfd));
            waiter.awaitParked();
            pidfd.setDeadline(Instant.EPOCH);
            assertThat(waiter.thrown()).isInstanceOf(ErrDeadlineExceeded.class);
            pidfd.setDeadline(null);
            Member<Void> again = crew.start(() -> waitFor(pidfd));
            again.awaitParked();
            pidfd.close();
            assertThat(again.thrown()).isInstanceOf(ErrClosed.class);
            assertThatThrownBy(pidfd::exitCode).isInstanceOf(ErrClosed.class);
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroy();
        }
    }

    private static Void waitFor(Pidfd pidfd) throws PathError {
        pidfd.waitFor();
        return null;
    }

    @Test
    void aSignalKillsItAndIsInItsExitCode() throws Exception {
        Process child = exitsWith(0);
        try (Pidfd pidfd = Pidfd.of(child)) {
            pidfd.sendSignal(0);
            pidfd.sendSignal(SIGTERM);
            pidfd.waitFor();
            assertThat(pidfd.exitCode()).isEqualTo(128 + SIGTERM);
            assertThat(child.waitFor()).isEqualTo(128 + SIGTERM);
            PathError e = catchThrowableOfType(PathError.class, () -> pidfd.sendSignal(SIGTERM));
            assertThat(e.errno()).isSameAs(Errno.ESRCH);
        }
    }

    @Test
    void aChildThatHasEndedBeforeIsWaitedForNoMore() throws Exception {
        Process child = exitsWith(3);
        child.getOutputStream().close();
        child.waitFor();
        try (Pidfd pidfd = Pidfd.of(child)) {
            pidfd.setDeadline(Instant.EPOCH);
            pidfd.waitFor();
            assertThat(pidfd.exitCode()).isEqualTo(3);
            assertThatThrownBy(() -> pidfd.sendSignal(SIGTERM)).hasMessageContaining("ESRCH");
        }
    }

    /** The number is that of a process that is no child of ours: it must not be waited for. */
    @Test
    void aChildWhoseNumberIsAnothersIsNotMistakenForThat() throws Exception {
        Process child = exitsWith(4);
        child.getOutputStream().close();
        child.waitFor();
        try (FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .next(
                                        Sysno.SYS_PIDFD_OPEN,
                                        request ->
                                                new FaultyKernel.Request(
                                                                request.trap(), 1, 0, 0, 0, 0, 0)
                                                        .passOn());
                Pidfd pidfd = Pidfd.of(child)) {
            assertThat(kernel.calls(Sysno.SYS_PIDFD_OPEN)).isOne();
            pidfd.waitFor();
            assertThat(pidfd.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void aProcessThatIsNoChildIsWaitedForAndNobodyKnowsHowItEnded() throws Exception {
        Process parent =
                new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; wait; read line").start();
        long pid = Long.parseLong(parent.inputReader().readLine());
        try (Crew crew = Crew.of(Kind.BATON);
                Pidfd pidfd = Pidfd.open(pid)) {
            Member<Void> waiter = crew.start(() -> waitFor(pidfd));
            waiter.awaitParked();
            pidfd.sendSignal(SIGKILL);
            waiter.get();
            PathError e = catchThrowableOfType(PathError.class, pidfd::exitCode);
            assertThat(e.errno()).isSameAs(Errno.ECHILD);
            assertThat(e).hasMessageStartingWith("wait process " + pid);
        } finally {
            parent.destroy();
        }
    }

    @Test
    void whatIsNoProcessIsRefused() {
        assertThatThrownBy(() -> Pidfd.open(0))
                .isInstanceOf(ErrInvalid.class)
                .hasMessage("pidfd_open process 0: a process's number is 1 or more");
        assertThatThrownBy(() -> Pidfd.open(1L << 31)).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Pidfd.open(Integer.MAX_VALUE))
                .isInstanceOf(PathError.class)
                .hasMessageContaining("ESRCH");
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_PIDFD_OPEN, Errno.ENOSYS)) {
            assertThatThrownBy(() -> Pidfd.open(1)).hasMessageContaining("ENOSYS");
            kernel.fails(Sysno.SYS_FCNTL, Errno.EPERM);
            assertThatThrownBy(() -> Pidfd.open(1)).hasMessageContaining("EPERM");
            assertThat(kernel.calls(Sysno.SYS_CLOSE)).as("what was opened").isOne();
        }
    }
}
