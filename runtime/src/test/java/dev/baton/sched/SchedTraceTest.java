package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Lines that Go has written and ours are of one grammar. */
class SchedTraceTest {
    private static final String BEGINNING =
            "SCHED \\d+ms: gomaxprocs=\\d+ idleprocs=\\d+ threads=\\d+ spinningthreads=\\d+"
                    + " idlethreads=\\d+ runqueue=\\d+ ";
    private static final String LINE = BEGINNING + "\\[\\d+( \\d+)*\\]";

    private static final String FIRST =
            BEGINNING + "gcwaiting=[01] nmidlelocked=-?\\d+ stopwait=\\d+ sysmonwait=[01]";
    private static final String P =
            "  P\\d+: status=[0-4] schedtick=\\d+ syscalltick=\\d+ m=(-1|\\d+) runqsize=\\d+"
                    + " gfreecnt=\\d+ timerslen=\\d+";
    private static final String M =
            "  M\\d+: p=(-1|\\d+) curg=(-1|\\d+) mallocing=\\d throwing=\\d preemptoff= locks=\\d+"
                    + " dying=\\d spinning=(true|false) blocked=(true|false) lockedg=(-1|\\d+)";
    private static final String G =
            "  G\\d+: status=[0-9]\\([a-zA-Z ()]*\\) m=(-1|\\d+) lockedm=(-1|\\d+)";

    private static List<String> byGo(String file) throws Exception {
        try (InputStream in = SchedTraceTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** A block is a line of its own, then Ps, Ms and Gs, in this order. */
    private static boolean isDetail(List<String> lines) {
        StringBuilder kinds = new StringBuilder();
        for (String line : lines) {
            kinds.append(
                    line.matches(FIRST)
                            ? 'S'
                            : line.matches(P)
                                    ? 'P'
                                    : line.matches(M) ? 'M' : line.matches(G) ? 'G' : '?');
        }
        return kinds.toString().matches("(SP+M+G*)+");
    }

    @Test
    void linesOfGoAreOfTheGrammar() throws Exception {
        assertThat(byGo("go-1.19-schedtrace.txt")).hasSize(5).allMatch(line -> line.matches(LINE));
        assertThat(isDetail(byGo("go-1.19-scheddetail.txt"))).isTrue();
    }

    @Test
    void oursAreToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        try (Baton baton = Baton.builder().maxProcs(2).build()) {
            Thread parked =
                    baton.startVirtualThread(() -> {
                        begun.countDown();
                        await(end);
                    });
            Thread calls =
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                begun.countDown();
                                while (end.getCount() > 0) {
                                    Thread.onSpinWait();
                                }
                                return null;
                            }));
            begun.await();
            while (parked.getState() != Thread.State.WAITING) {
                Thread.yield();
            }
            String detail = baton.scheddetail(7);
            String line = baton.schedtrace(7);
            end.countDown();

            assertThat(line).matches(LINE).startsWith("SCHED 7ms: gomaxprocs=2 ");
            assertThat(isDetail(detail.lines().toList())).as(detail).isTrue();
            assertThat(detail)
                    .contains("  G" + parked.threadId() + ": status=4(wait) m=-1 lockedm=-1")
                    .containsPattern(
                            "  G" + calls.threadId() + ": status=3\\(\\) m=\\d+ lockedm=-1")
                    .containsPattern("  M\\d+: p=-1 curg=" + calls.threadId() + " ");
        }
    }

    /** The twin: a grammar that takes anything would take these. */
    @Test
    void whatGoWouldNotWriteIsNot() throws Exception {
        List<String> go = byGo("go-1.19-scheddetail.txt");
        assertThat(isDetail(go.reversed())).isFalse();
        assertThat(isDetail(List.of(go.getFirst() + " needspinning=0"))).isFalse();
        assertThat("SCHED 1ms: gomaxprocs=2".matches(LINE)).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
