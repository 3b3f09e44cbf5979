package dev.baton.os;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A {@link File} as an OutputStream. */
final class FileOutputView extends OutputStream {
    private final File file;

    FileOutputView(File file) {
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        file.write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        file.write(Objects.requireNonNull(b, "b"), off, len);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
