package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection to a process that runs on Baton. Requests one after the other, by one thread; {@link
 * #close} from any.
 */
public final class RunningProcess implements AutoCloseable {
    /** The JDK's own limit for the first step is 10 s. */
    private static final int ATTACH_LIMIT_S = 20;

    private static final int SAY_SO_AFTER_S = 2;

    /** A process that ends closes its connections a moment before it is gone. */
    private static final int ENDING_MS = 1_000;

    private static final int MOST_FRAME_BYTES = 1 << 28;

    private final ProcEntry process;
    private final SocketChannel channel;
    private final DataInputStream in;
    private final OutputStream out;

    private RunningProcess(ProcEntry process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        this.out = Channels.newOutputStream(channel);
    }

    /** Gets the parts of an answer as they come. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes one.
         *
         * @param frame the next
         * @throws IOException ends the answer
         */
        void take(Frame frame) throws IOException;
    }

    /**
     * Has a process connect.
     *
     * @param pid of the process
     * @param err is told when that takes longer than two seconds
     * @return the connection
     * @throws ProcessUnavailableException when it can't be; says why
     * @throws IOException when this process can't make a socket
     * @throws InterruptedException when interrupted meanwhile
     */
    public static RunningProcess attach(long pid, PrintWriter err)
            throws IOException, InterruptedException {
        ProcEntry process = new ProcEntry(pid);
        JvmAttach.check(process);
        FutureTask<SocketChannel> attach = new FutureTask<>(new JvmAttach(process));
        Thread thread = new Thread(attach, "attach");
        thread.setDaemon(true); // it may wait for good
        thread.start();
        try {
            return new RunningProcess(process, await(attach, pid, err));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw JvmAttach.no(process, "no answer within " + ATTACH_LIMIT_S + " s");
        }
    }

    private static SocketChannel await(FutureTask<SocketChannel> attach, long pid, PrintWriter err)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return attach.get(SAY_SO_AFTER_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            err.println("baton: waiting for the JVM of process " + pid + " to answer …");
            err.flush();
            return attach.get(ATTACH_LIMIT_S - SAY_SO_AFTER_S, TimeUnit.SECONDS);
        }
    }

    /**
     * Asks, and waits for the whole answer.
     *
     * @param each gets its parts
     * @param words the name of the request, and its arguments
     * @throws ProcessUnavailableException when the process says that it can't, or ends
     * @throws IOException of the listener
     */
    public void ask(Listener each, String... words) throws IOException {
        try {
            StringBuilder line = new StringBuilder();
            for (String word : words) {
                line.append(line.isEmpty() ? "" : " ").append(URLEncoder.encode(word, UTF_8));
            }
            out.write(line.append('\n').toString().getBytes(UTF_8));
        } catch (IOException e) {
            throw lost(e);
        }
        String error = null;
        for (Frame frame = read(); !frame.kind().equals("end"); frame = read()) {
            if (frame.kind().equals("error")) {
                error = frame.text();
            } else {
                each.take(frame);
            }
        }
        if (error != null) {
            throw JvmAttach.no(process, error);
        }
    }

    /**
     * Asks for something short.
     *
     * @param words the name of the request, and its arguments
     * @return all text and JSON of the answer
     * @throws ProcessUnavailableException when the process says that it can't, or ends
     */
    public String ask(String... words) throws ProcessUnavailableException {
        StringBuilder answer = new StringBuilder();
        try {
            ask(
                    frame -> {
                        if (!frame.kind().equals("progress")) {
                            answer.append(frame.text());
                        }
                    },
                    words);
        } catch (ProcessUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw lost(e);
        }
        return answer.toString();
    }

    private Frame read() throws ProcessUnavailableException {
        try {
            String head = readLine();
            int space = head.indexOf(' ');
            int length = Integer.parseInt(head.substring(space + 1));
            if (space < 1 || length < 0 || length > MOST_FRAME_BYTES) {
                throw new IOException("not a frame: " + head);
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return new Frame(head.substring(0, space), bytes);
        } catch (IOException | NumberFormatException e) {
            throw lost(e);
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private ProcessUnavailableException lost(Exception e) {
        if (process.endsWithin(ENDING_MS)) {
            return new ProcessEndedException(process.pid());
        }
        String why = e instanceof EOFException ? "it closed it" : e.getMessage();
        return JvmAttach.no(process, "the connection is lost: " + why);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
