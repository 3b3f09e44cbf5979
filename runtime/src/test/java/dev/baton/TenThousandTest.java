package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand Gs at once that meet at monitors, wait there with and without a limit, and are
 * interrupted or notified; and each of them is accounted for by how its wait ended.
 */
class TenThousandTest {
    private static final int GS = 10_000;
    private static final int MONITORS = 100;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** How a wait ended. */
    private enum End {
        NOTIFIED,
        TIMED_OUT,
        INTERRUPTED
    }

    /** A monitor and what it guards. */
    private static final class Room {
        int permits;
        int waiting;
        int visits;

        /** Waits for a permit; for ever where the limit is 0. */
        @SuppressWarnings("WaitNotInLoop") // a limited wait gives up where it was woken for nothing
        synchronized End enter(long limitMillis) {
            visits++;
            waiting++;
            try {
                if (limitMillis == 0) {
                    while (permits == 0) {
                        wait();
                    }
                } else if (permits == 0) {
                    wait(limitMillis);
                }
                if (permits == 0) {
                    return End.TIMED_OUT;
                }
                permits--;
                return End.NOTIFIED;
            } catch (InterruptedException e) {
                return End.INTERRUPTED;
            } finally {
                waiting--;
            }
        }

        synchronized void permit(int n) {
            permits += n;
            notifyAll();
        }

        synchronized int waiting() {
            return waiting;
        }
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void eachIsAccountedForByHowItsWaitEnded(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        Room[] rooms = new Room[MONITORS];
        for (int i = 0; i < MONITORS; i++) {
            rooms[i] = new Room();
        }
        // A third waits for a permit, a third for a time, a third for an interrupt: the permits are
        // for the first, and those who wait for a time take none for long.
        List<FutureTask<End>> ends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Room interruptRoom = new Room();
        Room timeRoom = new Room();
        int thirds = 0;
        for (int i = 0; i < GS; i++) {
            Room room = rooms[i % MONITORS];
            int kind = i % 3;
            int limit = 1 + i % 50;
            FutureTask<End> end =
                    new FutureTask<>(() ->
                            switch (kind) {
                                case 0 -> room.enter(0);
                                case 1 -> timeRoom.enter(limit);
                                default -> interruptRoom.enter(0);
                            });
            thirds += kind == 0 ? 1 : 0;
            ends.add(end);
            threads.add(baton.startVirtualThread(end));
        }
        List<Thread> helpers = new ArrayList<>();
        for (Room room : rooms) {
            helpers.add(
                    baton.startVirtualThread(() -> {
                        // One by one, so that each wakes all who wait and one gets in.
                        for (int n = 0; n < GS / MONITORS; n++) {
                            room.permit(1);
                            Thread.yield();
                        }
                    }));
        }
        helpers.add(
                baton.startVirtualThread(() -> {
                    for (int i = 2; i < GS; i += 3) {
                        threads.get(i).interrupt();
                    }
                }));
        Map<End, Integer> counts = new EnumMap<>(End.class);
        for (int i = 0; i < GS; i++) {
            End end = ends.get(i).get();
            counts.merge(end, 1, Integer::sum);
            assertThat(end).isEqualTo(expected(i % 3));
        }
        for (Thread helper : helpers) {
            helper.join();
        }
        assertThat(counts.getOrDefault(End.NOTIFIED, 0)).isEqualTo(thirds);
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(GS);
        int visits = timeRoom.visits + interruptRoom.visits;
        int permitsLeft = 0;
        for (Room room : rooms) {
            visits += room.visits;
            permitsLeft += room.permits;
            assertThat(room.waiting()).isZero();
        }
        assertThat(visits).isEqualTo(GS);
        assertThat(permitsLeft).isEqualTo(GS / MONITORS * MONITORS - thirds);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void noneIsLostWhereNotifyTimeoutAndInterruptRace(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        Room room = new Room();
        List<FutureTask<End>> ends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(procs);
        CountDownLatch all = new CountDownLatch(1);
        for (int i = 0; i < GS; i++) {
            int limit = 1 + random.nextInt(30);
            FutureTask<End> end =
                    new FutureTask<>(() -> {
                        all.await();
                        return room.enter(limit);
                    });
            ends.add(end);
            threads.add(baton.startVirtualThread(end));
        }
        AtomicInteger permits = new AtomicInteger();
        Thread notifies =
                baton.startVirtualThread(() -> {
                    for (int n = 0; n < 200; n++) {
                        room.permit(5);
                        permits.addAndGet(5);
                        Thread.yield();
                    }
                });
        Thread interrupts =
                baton.startVirtualThread(() -> {
                    for (int i = 0; i < GS; i += 5) {
                        threads.get(i).interrupt();
                        if (i % 100 == 0) {
                            Thread.yield();
                        }
                    }
                });
        all.countDown();
        Map<End, Integer> counts = new EnumMap<>(End.class);
        for (int i = 0; i < GS; i++) {
            Throwable early = null;
            try {
                counts.merge(ends.get(i).get(), 1, Integer::sum);
            } catch (ExecutionException e) {
                early = e.getCause(); // interrupted before it was let in
                counts.merge(End.INTERRUPTED, 1, Integer::sum);
            }
            if (early != null) {
                assertThat(early).isInstanceOf(InterruptedException.class);
                assertThat(i % 5).isZero();
            }
        }
        notifies.join();
        interrupts.join();
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(GS);
        assertThat(counts.getOrDefault(End.NOTIFIED, 0) + room.permits).isEqualTo(permits.get());
        assertThat(counts.getOrDefault(End.INTERRUPTED, 0)).isLessThanOrEqualTo(GS / 5);
        assertThat(room.waiting()).isZero();
    }

    private static End expected(int kind) {
        return switch (kind) {
            case 0 -> End.NOTIFIED;
            case 1 -> End.TIMED_OUT;
            default -> End.INTERRUPTED;
        };
    }
}
