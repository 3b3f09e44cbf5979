package dev.baton.sched.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Who waits for which request, by one thread. */
class WaitTableTest {
    private final Thread self = Thread.currentThread();
    private final WaitTable table = new WaitTable(2);

    @Test
    void aResultIsForTheRequestThatItNames() {
        Wait a = table.begin(self);
        Wait b = table.begin(self);
        assertThat(table.underWay()).isEqualTo(2);
        assertThat(table.complete(b.userData(), -5)).isSameAs(self);
        assertThat(a.isDone()).isFalse();
        assertThat(b.isDone()).isTrue();
        assertThat(b.result()).isEqualTo(-5);
        assertThat(table.complete(a.userData(), Integer.MAX_VALUE)).isSameAs(self);
        assertThat(a.result()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void thereAreNoMoreThanThereMayBe() {
        Wait a = table.begin(self);
        assertThat(table.begin(self)).isNotNull();
        assertThat(table.begin(self)).isNull();
        table.complete(a.userData(), 0);
        table.end(a, true);
        assertThat(table.begin(self)).isSameAs(a);
    }

    @Test
    void aResultThatComesTwiceChangesNothing() {
        Wait w = table.begin(self);
        long first = w.userData();
        table.complete(first, 1);
        assertThat(table.complete(first, 2)).isNull();
        assertThat(w.result()).isEqualTo(1);
        table.end(w, true);
        assertThat(table.complete(first, 3)).isNull();
        assertThat(table.begin(self)).isSameAs(w);
        assertThat(table.complete(first, 4)).as("of the request before").isNull();
        assertThat(w.isDone()).isFalse();
    }

    @Test
    void aResultForNobodyIsDropped() {
        assertThat(table.complete(0, 0)).isNull();
        assertThat(table.complete(-1, 0)).isNull();
        assertThat(table.complete(2, 0)).isNull();
        assertThat(table.complete(Long.MAX_VALUE, 0)).isNull();
    }

    @Test
    void whatWasNotSubmittedIsFreeAgain() {
        Wait w = table.begin(self);
        long never = w.userData();
        table.end(w, false);
        assertThat(table.underWay()).isZero();
        assertThat(table.begin(self)).isSameAs(w);
        assertThat(w.userData()).isNotEqualTo(never);
    }

    @Test
    void toEndWithoutAResultIsRefused() {
        Wait w = table.begin(self);
        assertThatIllegalStateException().isThrownBy(() -> table.end(w, true));
    }

    /** The numbers of requests begin again after the last. */
    @Test
    void aPlaceIsUsedForEver() {
        for (int i = 0; i < 100_000; i++) {
            Wait w = table.begin(self);
            assertThat(table.complete(w.userData(), i)).isSameAs(self);
            assertThat(w.result()).isEqualTo(i);
            table.end(w, true);
        }
    }
}
