package dev.baton.sched.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class PollTableTest {
    private static final int[] NUMBERS = {0, 1, 1023, 1024, 5000, 1_048_575, 1_073_741_815};

    private final PollTable table = new PollTable(new ModelKernel());

    @Test
    void aNumberHasOneDescForEver() {
        List<PollDesc> first = new ArrayList<>();
        for (int fd : NUMBERS) {
            first.add(table.get(fd));
        }
        for (int i = 0; i < NUMBERS.length; i++) {
            assertThat(table.get(NUMBERS[i])).isSameAs(first.get(i));
            assertThat(table.find(NUMBERS[i])).isSameAs(first.get(i));
            assertThat(first.get(i)).hasToString("descriptor " + NUMBERS[i] + ", life 0");
        }
        assertThat(Set.copyOf(first)).hasSize(NUMBERS.length);
    }

    @Test
    void toFindMakesNone() {
        assertThat(table.find(3)).isNull();
        table.get(5000);
        assertThat(table.find(3)).isNull();
        assertThat(table.find(Integer.MAX_VALUE)).isNull();
        assertThat(table.find(-1)).isNull();
        assertThat(table.find(Integer.MIN_VALUE)).isNull();
    }

    @Test
    void closeAndEventOfAnUnknownNumberDoNothing() {
        table.close(3);
        table.close(-1);
        assertThat(table.ready(PollTable.data(3, 0), PollDesc.READ)).isNull();
        assertThat(table.ready(-1, PollDesc.READ)).isNull();
        assertThat(table.find(3)).isNull();
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> table.get(-1));
    }

    @Test
    void anEventFindsItsDesc() {
        Thread reader = new Thread(() -> {});
        for (int fd : NUMBERS) {
            PollDesc desc = table.get(fd);
            desc.close();
            assertThat(desc.prepare(PollDesc.READ, reader, 1)).isFalse();
            assertThat(table.ready(PollTable.data(fd, 0), PollDesc.READ)).isNull();
            assertThat(table.ready(PollTable.data(fd, 1), PollDesc.WRITE)).isNull();
            assertThat(table.ready(PollTable.data(fd, 1), PollDesc.READ)).isSameAs(reader);
        }
    }

    @Test
    void theHighestLifeIsNoReservedData() {
        assertThat(PollTable.data(Integer.MAX_VALUE, Integer.MAX_VALUE)).isPositive();
    }

    /** Chunks that grow at once must not lose each other. */
    @Test
    void growingAtTheSameTimeLosesNone() throws Exception {
        int threads = 4;
        int chunks = 64;
        for (int round = 0; round < 20; round++) {
            PollTable grown = new PollTable(new ModelKernel());
            Set<PollDesc> seen =
                    Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int turn = t;
                all.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        start.await();
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                    for (int i = 0; i < chunks; i++) {
                                        // half of them from below, half from above
                                        int c = turn % 2 == 0 ? i : chunks - 1 - i;
                                        seen.add(grown.get(c * 1024 + 7));
                                    }
                                }));
            }
            for (Thread t : all) {
                t.join();
            }
            assertThat(seen).hasSize(chunks);
            for (int c = 0; c < chunks; c++) {
                assertThat(seen).contains(grown.find(c * 1024 + 7));
            }
        }
    }
}
