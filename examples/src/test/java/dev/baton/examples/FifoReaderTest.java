package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class FifoReaderTest {
    private static final Path DIR = Path.of("/nowhere");

    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void aReaderThatGotWhatIsInItsFileIsRight() {
        FifoReader reader = readerOf(Map.of("fifo-0", "abc", "file-0", "abc"));
        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.NOT_STARTED);

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.RIGHT);
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void aReaderThatGotOneByteLessIsWrong() {
        FifoReader reader = readerOf(Map.of("fifo-0", "ab", "file-0", "abc"));

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.WRONG);
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void aReaderThatCannotReadIsWrongAndEnds() {
        FifoReader reader = readerOf(Map.of("file-0", "abc"));

        reader.run();

        assertThat(reader.stage()).isEqualTo(FifoReader.Stage.WRONG);
        assertThat(ended.getCount()).isZero();
    }

    private FifoReader readerOf(Map<String, String> contents) {
        return new FifoReader(0, DIR, new SideOf(contents), ended);
    }

    /** Files that are only in memory. */
    private record SideOf(Map<String, String> contents) implements Side {
        @Override
        public InputStream open(Path file, int reader) throws IOException {
            String content = contents.get(file.getFileName().toString());
            if (content == null) {
                throw new NoSuchFileException(file.toString());
            }
            return new ByteArrayInputStream(
                    content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public ThreadFactory threads() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OutputStream openForWriting(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Counters counters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
