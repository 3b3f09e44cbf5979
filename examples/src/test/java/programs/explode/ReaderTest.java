package programs.explode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderTest {
    private final Counts counts = new Counts();

    @Test
    void aReaderThatIsLetGoComesBackWithWhatWasMeantForIt() throws Exception {
        List<RandomAccessFile> fifos = Fifos.open(300);
        try {
            // The last ones' numbers are no bytes any more.
            Reader reader = new Reader(299, fifos.getLast(), counts);
            Thread thread = Thread.ofPlatform().start(reader);

            reader.letGo();
            thread.join();

            assertThat(counts.begun()).isEqualTo(1);
            assertThat(counts.back()).isEqualTo(1);
            assertThat(counts.wrong()).isZero();
        } finally {
            for (RandomAccessFile fifo : fifos) {
                fifo.close();
            }
        }
    }

    @Test
    void aReaderThatGetsWhatWasMeantForAnotherIsWrong(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[] {2});
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            new Reader(1, open, counts).run();
        }

        assertThat(counts.back()).isEqualTo(1);
        assertThat(counts.wrong()).isEqualTo(1);
    }

    @Test
    void aReaderThatCannotReadIsWrongAndEnds(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[] {1});
        RandomAccessFile closed = new RandomAccessFile(file.toFile(), "r");
        closed.close();

        new Reader(1, closed, counts).run();

        assertThat(counts.back()).isEqualTo(1);
        assertThat(counts.wrong()).isEqualTo(1);
    }
}
