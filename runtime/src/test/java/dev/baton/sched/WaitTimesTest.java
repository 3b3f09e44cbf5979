package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The histogram alone, beside the sorted waits themselves. */
class WaitTimesTest {
    private static final SilentHost HOST =
            new SilentHost() {
                @Override
                String siteOf(G g) {
                    return "at a site";
                }
            };

    @Test
    void everyLengthIsCountedWhereItBelongs() {
        for (long ns = 0; ns < 100_000; ns++) {
            int index = WaitTimes.indexOf(ns);
            assertThat(WaitTimes.mostAt(index)).isGreaterThanOrEqualTo(ns);
            if (index > 0) {
                assertThat(WaitTimes.mostAt(index - 1)).isLessThan(ns);
            }
        }
    }

    @Test
    void aPercentileIsRightToOnePartInEight() {
        Random random = new Random(7);
        long[] waits = new long[10_000];
        WaitTimes times = new WaitTimes();
        for (int i = 0; i < waits.length; i++) {
            waits[i] = (long) Math.exp(random.nextDouble() * 25); // up to 72 s
            times.add(waits[i], null, HOST);
        }
        Arrays.sort(waits);

        for (int percent : new int[] {1, 50, 90, 99}) {
            long exact = waits[waits.length * percent / 100 - 1];
            assertThat(times.percentileNs(percent)).isBetween(exact, exact + exact / 8);
        }
        assertThat(times.longestNs()).isEqualTo(waits[waits.length - 1]);
        assertThat(times.count()).isEqualTo(waits.length);
    }

    @Test
    void sumsAreOfAllAndTheLongestIsTheLongestOfAny() {
        WaitTimes one = new WaitTimes();
        one.add(10, null, HOST);
        one.add(11, null, HOST);
        WaitTimes other = new WaitTimes();
        other.add(5_000_000, null, HOST);
        WaitTimes sum = new WaitTimes();
        sum.add(new WaitTimes());
        sum.add(one);
        sum.add(other);

        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.percentileNs(50)).isEqualTo(11);
        assertThat(sum.longestNs()).isEqualTo(5_000_000);
        assertThat(sum.longestSite()).isEqualTo("at a site");
        assertThat(one.longestSite()).isEmpty(); // not worth it
    }

    @Test
    void nothingWaitedIsZero() {
        WaitTimes times = new WaitTimes();

        assertThat(times.count()).isZero();
        assertThat(times.percentileNs(99)).isZero();
        assertThat(times.longestNs()).isZero();
    }

    @Test
    void aWaitOfYearsIsCounted() {
        WaitTimes times = new WaitTimes();
        times.add(Long.MAX_VALUE, null, HOST);

        assertThat(times.count()).isOne();
        assertThat(times.percentileNs(50)).isPositive();
    }

    @Test
    void theSiteIsTheProgramsOwnFrame() {
        StackTraceElement park = frame("java.lang.VirtualThread", "park");
        StackTraceElement own = frame("shop.Orders", "ship");
        StackTraceElement end = frame("java.lang.VirtualThread", "run");

        assertThat(WaitSite.of("order-7", new StackTraceElement[] {park, own, end}))
                .isEqualTo("\"order-7\" at shop.Orders.ship(File.java:1)");
        assertThat(WaitSite.of("", new StackTraceElement[] {park, end}))
                .isEqualTo("at java.lang.VirtualThread.park(File.java:1)");
        assertThat(WaitSite.of("", new StackTraceElement[0])).isEqualTo("at its start");
    }

    private static StackTraceElement frame(String className, String method) {
        return new StackTraceElement(className, method, "File.java", 1);
    }
}
