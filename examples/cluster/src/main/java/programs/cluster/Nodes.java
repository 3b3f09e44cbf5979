package programs.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of the cluster. */
final class Nodes implements AutoCloseable {
    static final int COUNT = 3;

    /** The others know where to find these; the last is the one that is killed. */
    private static final int SEEDS = 2;

    private final Shop shop;
    private final Threads threads;
    private final List<String> flags;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param flags of their JVM
     */
    Nodes(Shop shop, Threads threads, List<String> flags) throws IOException {
        this.shop = shop;
        this.threads = threads;
        this.flags = flags;
        List<ServerSocket> free = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            free.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(free.getLast().getLocalPort());
        }
        for (ServerSocket socket : free) {
            socket.close();
        }
        for (int i = 0; i < COUNT; i++) {
            processes.add(start(i));
        }
    }

    List<Integer> seeds() {
        return ports.subList(0, SEEDS);
    }

    private Process start(int number) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Node.class.getName(), shop.directory().toString()));
        command.addAll(List.of(threads.toString(), "" + ports.get(number)));
        seeds().forEach(port -> command.add("" + port));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** As a machine fails: nothing of it is said good-bye to. */
    void killTheLast() throws InterruptedException {
        processes.getLast().destroyForcibly().waitFor();
    }

    void startTheLastAgain() throws IOException {
        processes.set(COUNT - 1, start(COUNT - 1));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
