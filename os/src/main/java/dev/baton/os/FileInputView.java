package dev.baton.os;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A {@link File} as an InputStream. */
final class FileInputView extends InputStream {
    private final File file;

    FileInputView(File file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return file.read(one) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        return file.read(Objects.requireNonNull(b, "b"), off, len);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
