package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileViewsTest {
    @TempDir Path directory;
    private Path path;

    @BeforeEach
    void nameAFile() {
        path = directory.resolve("file");
    }

    @Test
    void inputStreamReadsByteByByteAndEndsWithMinusOne() throws Exception {
        Files.write(path, new byte[] {1, (byte) 0xff, 0});
        try (InputStream in = File.open(path.toString()).inputStream()) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.read()).isZero();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[4])).isEqualTo(-1);
        }
    }

    @Test
    void inputStreamServesTheJdksReaders() throws Exception {
        Files.writeString(path, "erste\nzweite – Ü\n");
        try (InputStream in = File.open(path.toString()).inputStream();
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            assertThat(reader.lines()).containsExactly("erste", "zweite – Ü");
        }
        byte[] big = new byte[3 << 20];
        big[big.length - 1] = 9;
        Files.write(path, big);
        try (InputStream in = File.open(path.toString()).inputStream()) {
            assertThat(in.readAllBytes()).isEqualTo(big);
        }
    }

    @Test
    void outputStreamServesTheJdksWriters() throws Exception {
        try (OutputStream out = File.create(path.toString()).outputStream();
                PrintStream print = new PrintStream(out, true, UTF_8)) {
            out.write('>');
            print.println("grüße");
            out.write("0123456789".getBytes(UTF_8), 3, 4);
        }
        assertThat(Files.readString(path)).isEqualTo(">grüße" + System.lineSeparator() + "3456");
    }

    @Test
    void viewsShareTheFilesPosition() throws Exception {
        Files.writeString(path, "0123456789");
        try (File file = File.openFile(path.toString(), File.O_RDWR, 0)) {
            assertThat(file.inputStream().read()).isEqualTo('0');
            ByteBuffer buffer = ByteBuffer.allocate(2);
            assertThat(file.channel().read(buffer)).isEqualTo(2);
            assertThat(new String(buffer.array(), UTF_8)).isEqualTo("12");
            file.outputStream().write('x');
            assertThat(file.seek(0, File.SEEK_CUR)).isEqualTo(4);
        }
        assertThat(Files.readString(path)).isEqualTo("012x456789");
    }

    @Test
    void channelIsReadableAndWritable() throws Exception {
        try (ByteChannel channel = File.create(path.toString()).channel()) {
            WritableByteChannel writable = channel;
            assertThat(writable.write(ByteBuffer.wrap("abc".getBytes(UTF_8)))).isEqualTo(3);
            ReadableByteChannel readable = channel;
            assertThat(readable.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(channel.isOpen()).isTrue();
        }
        try (ByteChannel channel = File.open(path.toString()).channel();
                InputStream in = Channels.newInputStream(channel)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("abc");
        }
    }

    @Test
    void aClosedChannelSaysSoInTheChannelsWords() throws Exception {
        File file = File.create(path.toString());
        ByteChannel channel = file.channel();
        channel.close();
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class)
                .hasCauseInstanceOf(ErrClosed.class);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class)
                .hasCauseInstanceOf(ErrClosed.class);
    }

    @Test
    void closingAViewClosesTheFile() throws Exception {
        File one = File.create(path.toString());
        one.inputStream().close();
        assertThat(one.isClosed()).isTrue();
        File other = File.create(path.toString());
        OutputStream out = other.outputStream();
        out.close();
        out.close();
        assertThat(other.isClosed()).isTrue();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(ErrClosed.class);
        assertThatThrownBy(() -> other.inputStream().read()).isInstanceOf(ErrClosed.class);
    }
}
