package dev.baton.sched.buffers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the central list of buffers keeps, and what it doesn't. */
class BuffersTest {
    private static final int MANY = 200;

    private final List<Buffer> taken = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void nothingIsKept() {
        giveAll();
        CentralList.release();
        assertThat(CentralList.keptBytes()).isZero();
    }

    private void take(int buffers) {
        for (int i = 0; i < buffers; i++) {
            taken.add(Buffers.take(Buffers.MAX_BYTES));
        }
    }

    private void giveAll() {
        taken.forEach(Buffers::give);
        taken.clear();
    }

    @Test
    void itKeepsSoMuchAndNoMore() {
        take(MANY);
        giveAll();

        assertThat(CentralList.keptBytes()).isBetween(1L, CentralList.KEEP_BYTES);
    }

    @Test
    void whatNobodyWantedForAWhileIsGivenBack() {
        long now = System.nanoTime();
        take(8);
        giveAll();
        CentralList.trim(now + CentralList.KEEP_NS); // it has not been there all the time until now
        take(3);
        giveAll();

        CentralList.trim(now + CentralList.KEEP_NS + 1);
        assertThat(CentralList.keptBytes()).as("too early").isEqualTo(8L * Buffers.MAX_BYTES);
        CentralList.trim(now + 2 * CentralList.KEEP_NS);
        assertThat(CentralList.keptBytes()).as("what was used").isEqualTo(3L * Buffers.MAX_BYTES);
        CentralList.trim(now + 3 * CentralList.KEEP_NS);
        assertThat(CentralList.keptBytes()).isZero();
    }

    @Test
    void sizesOfEachKindCanBeWrittenToTheEnd() {
        for (int bytes = Buffers.MIN_BYTES; bytes <= Buffers.MAX_BYTES; bytes *= 2) {
            Buffer b = Buffers.take(bytes);
            assertThat(b.capacity()).isEqualTo(bytes);
            assertThat(b.address() % 64).isZero();
            b.segment().fill((byte) 1);
            Buffers.give(b);
        }
    }

    /** As those are that wait for somebody to fill them. */
    @Test
    void aBufferThatNobodyHasWrittenToTakesNoMemory() {
        assertResidentLittle(this::take);
    }

    @Test
    void buffersThatAreClearedAreCaught() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() ->
                            assertResidentLittle(n -> arena.allocate((long) n * Buffers.MAX_BYTES)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("resident");
        }
    }

    private static void assertResidentLittle(IntConsumer take) {
        long before = residentBytes();
        take.accept(MANY);
        assertThat(residentBytes() - before)
                .as("resident")
                .isLessThan((long) MANY * Buffers.MAX_BYTES / 2);
    }

    private static long residentBytes() {
        try {
            String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1];
            return Long.parseLong(pages) * 4096;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
