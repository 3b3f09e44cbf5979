package programs.servers;

import java.io.IOException;

/**
 * A thread for each connection that answers at once, or after so many milliseconds: {@code
 * virtual|platform [MS]}.
 */
public final class Plain {
    private Plain() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        byte[] answer = Answer.with(Answer.TEXT);
        long delayMs = args.length > 1 ? Long.parseLong(args[1]) : 0;
        ThreadPerConnection.Handler handler =
                delayMs == 0
                        ? () -> answer
                        : () -> {
                            Thread.sleep(delayMs);
                            return answer;
                        };
        ThreadPerConnection.serve(Serving.isVirtual(args), () -> handler);
    }
}
