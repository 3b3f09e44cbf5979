package dev.baton.agent.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer, in frames: a line with the kind and the number of bytes that follow, then these. By
 * one thread.
 */
public final class ControlReply {
    private final OutputStream out;

    /**
     * Writes to a connection.
     *
     * @param out is told each frame at once
     */
    ControlReply(OutputStream out) {
        this.out = out;
    }

    /**
     * Text for a person, to be shown as it is.
     *
     * @param text whole lines
     * @throws IOException when nobody listens any more
     */
    public void text(String text) throws IOException {
        frame("text", text.getBytes(UTF_8));
    }

    /**
     * A value for a program.
     *
     * @param json one whole value
     * @throws IOException when nobody listens any more
     */
    public void json(String json) throws IOException {
        frame("json", json.getBytes(UTF_8));
    }

    /**
     * Part of a file that the one who asks will write.
     *
     * @param bytes anything, up to some megabytes
     * @throws IOException when nobody listens any more
     */
    public void data(byte[] bytes) throws IOException {
        frame("data", bytes);
    }

    /**
     * How far it is, of what takes more than a second: for a line that is drawn again.
     *
     * @param text less than a line
     * @throws IOException when nobody listens any more
     */
    public void progress(String text) throws IOException {
        frame("progress", text.getBytes(UTF_8));
    }

    /** Why there is no answer. */
    void error(String why) throws IOException {
        frame("error", why.getBytes(UTF_8));
    }

    /** The answer is over. */
    void end() throws IOException {
        frame("end", new byte[0]);
    }

    private void frame(String kind, byte[] bytes) throws IOException {
        byte[] head = (kind + ' ' + bytes.length + '\n').getBytes(US_ASCII);
        byte[] frame = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(bytes, 0, frame, head.length, bytes.length);
        out.write(frame);
    }
}
