package dev.baton.agent.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What may be asked of this process. */
public final class ControlRequests {
    private final Map<String, ControlRequest> byName = new ConcurrentSkipListMap<>();

    /** None yet. */
    public ControlRequests() {}

    /**
     * Adds one. From any thread, at any time.
     *
     * @param request is asked for by its name from now on
     * @return this
     * @throws IllegalArgumentException when there is one of that name
     */
    public ControlRequests add(ControlRequest request) {
        if (byName.putIfAbsent(request.name(), request) != null) {
            throw new IllegalArgumentException("there is a request " + request.name());
        }
        return this;
    }

    /**
     * Answers one, and says that the answer is over.
     *
     * @param line the name and its arguments, each as {@link java.net.URLEncoder} writes it, with
     *     spaces between
     * @param reply where the answer goes
     * @throws IOException when the one who asked has gone
     * @throws InterruptedException from the request
     */
    void answer(String line, ControlReply reply) throws IOException, InterruptedException {
        try {
            List<String> words = words(line);
            find(words.getFirst()).answer(words.subList(1, words.size()), reply);
        } catch (IllegalArgumentException e) {
            reply.error(e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            reply.error("failed in the process: " + e);
        }
        reply.end();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            words.add(URLDecoder.decode(word, UTF_8));
        }
        return words;
    }

    private ControlRequest find(String name) {
        ControlRequest request = byName.get(name);
        if (request != null) {
            return request;
        }
        throw new IllegalArgumentException(
                "its Baton knows no \""
                        + name
                        + "\"; it knows "
                        + String.join(", ", byName.keySet()));
    }
}
