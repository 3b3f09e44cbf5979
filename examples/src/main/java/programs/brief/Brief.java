package programs.brief;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Starts as many virtual threads as it is told, waits for them and ends; none when it is told none.
 * The last line of its output says how much memory it had: {@code {"values":{"rss":[45.6]}}}, in
 * MB.
 */
public final class Brief {
    private static final String PEAK = "VmHWM:";

    private Brief() {}

    /**
     * Runs it.
     *
     * @param args how many, at least 0
     * @throws IOException when the memory can't be read
     * @throws InterruptedException when interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int n = Integer.parseInt(args[0]);
        if (n > 0) {
            CountDownLatch ended = new CountDownLatch(n);
            for (int i = 0; i < n; i++) {
                Thread.startVirtualThread(ended::countDown);
            }
            ended.await();
        }
        System.out.println("{\"values\":{\"rss\":[" + peakMb() + "]}}");
    }

    private static double peakMb() throws IOException {
        // Not readString, which reads a file without a size in small pieces.
        byte[] status = Files.newInputStream(Path.of("/proc/self/status")).readAllBytes();
        return new String(status, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(PEAK))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(kb -> Double.parseDouble(kb) / 1e3)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + PEAK + " in /proc/self/status"));
    }
}
