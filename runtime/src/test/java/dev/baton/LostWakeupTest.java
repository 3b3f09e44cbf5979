package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hunt for a wake-up that is lost. In each round a few Gs hand a turn round in a {@link Ring}.
 * Where one wake-up is lost the ring stands still, and there is nobody else whose work would hide
 * it: the {@link Watchdog} tells.
 *
 * <p>Between the turns there is often nothing to run, so they find the scheduler in every stage of
 * falling asleep: Ms that stop spinning, the one that waits for timers, sysmon on the way to its
 * deep sleep.
 */
class LostWakeupTest {
    private static final int MEMBERS = 4;
    private static final int ROUNDS = 10_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension private final Watchdog watchdog = new Watchdog(Duration.ofMinutes(5));

    @TempDir private Path dir;
    private final List<RandomAccessFile> fifos = new ArrayList<>();

    @BeforeEach
    void openFifos() throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            Path fifo = Posix.mkfifo(dir.resolve("fifo" + i));
            fifos.add(new RandomAccessFile(fifo.toFile(), "rw"));
        }
    }

    @AfterEach
    void closeFifos() throws IOException {
        for (RandomAccessFile fifo : fifos) {
            fifo.close();
        }
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void noneIsLostInTenThousandRounds(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        SplittableRandom random = new SplittableRandom(procs);
        for (int i = 0; i < ROUNDS; i++) {
            playARound(baton, random);
        }
    }

    @Tag("stress")
    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void noneIsLostInAMinute(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        long seed = System.nanoTime();
        System.out.println(procs + " Ps, seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() - end < 0) {
            playARound(baton, random);
        }
    }

    private void playARound(Baton baton, SplittableRandom random) throws Exception {
        Ring ring = new Ring(1 + random.nextInt(MEMBERS), random.split(), fifos);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < ring.size(); i++) {
                int member = i;
                taken.add(executor.submit(() -> ring.take(member)));
            }
            int sum = 0;
            for (Future<Integer> one : taken) {
                sum += one.get();
            }
            assertThat(sum).isEqualTo(Ring.TURNS);
        }
    }
}
