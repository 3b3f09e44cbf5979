package programs.fifos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files in place of FIFOs: whether it blocks is not for this to see. */
class FifoReaderTest {
    @TempDir private Path dir;

    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void aReaderThatGotWhatIsInItsFileIsRight() throws IOException {
        Files.writeString(dir.resolve("fifo-0"), "abc");
        Files.writeString(dir.resolve("file-0"), "abc");
        FifoReader reader = new FifoReader(0, dir, ended);
        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.NOT_STARTED);

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.RIGHT);
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void aReaderThatGotOneByteLessIsWrong() throws IOException {
        Files.writeString(dir.resolve("fifo-0"), "ab");
        Files.writeString(dir.resolve("file-0"), "abc");
        FifoReader reader = new FifoReader(0, dir, ended);

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.WRONG);
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void aReaderThatCannotReadIsWrongAndEnds() throws IOException {
        Files.writeString(dir.resolve("file-0"), "abc");
        FifoReader reader = new FifoReader(0, dir, ended);

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.WRONG);
        assertThat(ended.getCount()).isZero();
    }
}
