package programs.explode;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Reads one byte of a FIFO of its own: blocks until somebody has written one. */
final class Reader implements Runnable {
    private final RandomAccessFile fifo;
    private final byte meant;
    private final Counts counts;

    /**
     * One that has not begun.
     *
     * @param number which, from 0
     * @param fifo what it reads
     * @param counts what has become of all
     */
    Reader(int number, RandomAccessFile fifo, Counts counts) {
        this.fifo = fifo;
        this.meant = (byte) number;
        this.counts = counts;
    }

    @Override
    public void run() {
        counts.began();
        boolean right = false;
        try {
            right = (byte) fifo.read() == meant;
        } catch (IOException e) {
            System.err.println("the reader of " + meant + ": " + e);
        } finally {
            counts.cameBack(right);
        }
    }

    /** Writes what it waits for. */
    void letGo() throws IOException {
        fifo.write(meant);
    }
}
