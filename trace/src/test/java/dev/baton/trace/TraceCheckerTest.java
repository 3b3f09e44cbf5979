package dev.baton.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sound trace passes, and one with a single thing wrong does not. */
class TraceCheckerTest {
    private static final int SYSMON = Event.SYSMON;

    @TempDir Path dir;

    private TraceWriter w;

    @BeforeEach
    void aCallThatSysmonFindsBlocked() {
        w = new TraceWriter(dir.resolve("t"));
        w.event(1, 0, 0, 0, EventType.PROC_START);
        w.event(2, 0, 0, 7, EventType.GO_CREATE, 0);
        w.event(3, 0, 0, 7, EventType.GO_START);
        w.event(4, 0, -1, 7, EventType.GO_SYSCALL, 0, 0);
    }

    private void block(long at) {
        w.event(at, SYSMON, 0, 7, EventType.GO_SYSBLOCK);
        w.event(at, SYSMON, 0, 0, EventType.RETAKE, 0, 7, 0);
    }

    private List<String> check() throws IOException {
        w.close();
        return TraceChecker.check(dir.resolve("t"));
    }

    @Test
    void aCallThatBlocksIsSound() throws IOException {
        block(10);
        w.event(10, SYSMON, 0, 0, EventType.HANDOFF, 1);
        w.event(11, 1, 0, 0, EventType.PROC_START);
        w.event(20, 0, -1, 7, EventType.GO_SYSEXIT);
        w.event(20, 0, -1, 7, EventType.GO_NO_P);
        w.event(30, 1, 0, 7, EventType.GO_START);
        w.event(40, 1, 0, 7, EventType.GO_END);
        w.event(50, 1, 0, 0, EventType.PROC_STOP);
        w.event(51, 1, -1, 0, EventType.M_STOP);
        assertThat(check()).isEmpty();
    }

    @Test
    void anExitBeforeItsBlockIsFound() throws IOException {
        w.event(9, 0, -1, 7, EventType.GO_SYSEXIT);
        block(10);
        assertThat(check()).isNotEmpty();
    }

    @Test
    void anExitThatIsWrittenLateIsFound() throws IOException {
        block(10);
        w.event(20, 1, 0, 0, EventType.PROC_START);
        w.event(30, 1, 0, 7, EventType.GO_START);
        w.event(31, 0, -1, 7, EventType.GO_SYSEXIT);
        assertThat(check()).isNotEmpty();
    }

    @Test
    void aForgottenBlockIsFound() throws IOException {
        w.string(9, "asleep in a call");
        w.event(10, SYSMON, 0, 0, EventType.RETAKE, 0, 7, 9);
        w.event(20, 0, -1, 7, EventType.GO_SYSEXIT);
        assertThat(check()).singleElement().asString().contains("did not block");
    }

    @Test
    void aForgottenRetakeIsFound() throws IOException {
        w.event(10, SYSMON, 0, 7, EventType.GO_SYSBLOCK);
        w.event(11, 1, 0, 0, EventType.PROC_START);
        assertThat(check()).singleElement().asString().contains("while M 0 has it");
    }

    @Test
    void twoStartsAreFound() throws IOException {
        w.event(5, 0, 0, 7, EventType.GO_SYSEXIT);
        w.event(6, 1, 1, 0, EventType.PROC_START);
        w.event(7, 1, 1, 7, EventType.GO_START);
        assertThat(check()).isNotEmpty();
    }

    @Test
    void aGThatRunsOnWhereAnotherDoesIsFound() throws IOException {
        w.event(5, 0, 0, 8, EventType.GO_CREATE, 7);
        w.event(6, 0, 0, 8, EventType.GO_START);
        assertThat(check()).singleElement().asString().contains("while G 7 runs there");
    }

    @Test
    void anEventAfterTheEndIsFound() throws IOException {
        w.event(5, 0, 0, 7, EventType.GO_SYSEXIT);
        w.event(6, 0, 0, 7, EventType.GO_END);
        w.event(7, 1, -1, 7, EventType.GO_UNPARK, 0);
        assertThat(check()).isNotEmpty();
    }

    @Test
    void anEventThatIsMissingIsFound() throws IOException {
        w.event(5, 0, 0, 7, 4, EventType.GO_SYSEXIT);
        w.event(6, 0, 0, 7, 6, EventType.GO_PARK, 0);
        assertThat(check()).singleElement().asString().contains("is number 6");
    }

    @Test
    void aPOfTwoMsIsFound() throws IOException {
        w.event(5, 1, 0, 0, EventType.PROC_START);
        assertThat(check()).singleElement().asString().contains("while M 0 has it");
    }

    @Test
    void whatIsBeforeTheTraceIsCompleteIsNotLookedAt() throws IOException {
        w.complete(5, 10);
        w.event(4, 0, 0, 7, EventType.GO_END);
        w.event(6, 1, 0, 0, EventType.PROC_START);
        w.event(7, 1, 0, 7, EventType.GO_START);
        assertThat(check()).isEmpty();
    }
}
