package dev.baton.agent;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/**
 * The server's end of a connection, on a thread of its own: it obeys the client's {@link Order}s.
 * The client says first which {@link Life} it leads, so both know how it is to end.
 */
final class Session {
    private final End end;
    private final Fault fault;
    private final Tally tally;
    private final Random random = new Random(1);

    Session(End end, Fault fault, Tally tally) {
        this.end = end;
        this.fault = fault;
        this.tally = tally;
    }

    /**
     * From the first byte to the end.
     *
     * @throws AssertionError when it ended otherwise than it is to
     */
    void run() throws Exception {
        try (End closed = end) {
            DataInputStream in = new DataInputStream(closed.in());
            Life life = Life.of(in.read());
            Life.Ending ending;
            do {
                ending = obey(life, in);
            } while (ending == null);
            if (ending != life.ending()) {
                throw new AssertionError(life + " ended by " + ending);
            }
            if (fault.counts()) {
                tally.ended(life);
            }
        }
    }

    /** One order; returns how the connection ended, or null where it goes on. */
    private Life.Ending obey(Life life, DataInputStream in) throws Exception {
        int code;
        try {
            code = in.readInt();
        } catch (EOFException e) {
            return Life.Ending.BY_CLIENT;
        } catch (IOException e) {
            if (e.getMessage().contains("reset")) {
                return Life.Ending.BY_RESET;
            }
            throw e;
        }
        if (code >= 0) {
            byte[] message = new byte[code];
            in.readFully(message);
            end.out().write(message, 0, fault.pass(message, code));
            tally.echoed(life, code);
            return null;
        }
        return switch (Order.of(code)) {
            case CLOSE -> {
                end.close();
                yield Life.Ending.BY_SERVER;
            }
            case RESET -> {
                end.reset();
                yield Life.Ending.BY_SERVER;
            }
            case CLOSE_UNDER_A_READER -> {
                Task<Integer> reader = Task.start(() -> end.in().read()).perhapsWaits(random);
                end.close();
                reader.failsWith(end.whenClosed());
                yield Life.Ending.BY_SERVER;
            }
            case INTERRUPT_A_READER -> {
                InputStream source = end.in();
                Task<Integer> reader = Task.start(source::read).perhapsWaits(random);
                reader.thread().interrupt();
                reader.failsWith(end.whenInterrupted());
                yield Life.Ending.BY_SERVER;
            }
            case STREAM -> stream(life);
            case SINK -> sink();
            case URGENT_INLINE -> {
                ((End.OfSocket) end).socket().setOOBInline(true);
                end.out().write(1);
                yield null;
            }
        };
    }

    private Life.Ending stream(Life life) throws IOException {
        byte[] chunk = new byte[8192];
        InputStream in = end.in();
        OutputStream out = end.out();
        for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
            out.write(chunk, 0, fault.pass(chunk, n));
            tally.echoed(life, n);
        }
        return Life.Ending.BY_CLIENT;
    }

    private Life.Ending sink() throws Exception {
        byte[] chunk = new byte[8192];
        InputStream in = end.in();
        long at = 0;
        for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
            for (int i = 0; i < n; i++, at++) {
                if (chunk[i] != Order.sunk(at)) {
                    throw new AssertionError("byte " + at + " is " + chunk[i]);
                }
            }
            if (at < 1 << 16) {
                Thread.sleep(1); // so that the client's writes find no room
            }
        }
        return Life.Ending.BY_CLIENT;
    }
}
