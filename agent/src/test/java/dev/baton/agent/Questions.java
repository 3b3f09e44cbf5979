package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * How {@link ConnectionsTest} asks its programs: a line on their standard input, and an answer of
 * one line, that begins with "= ". Both know {@code hold}, from where they count, and {@code left},
 * what they hold more than then.
 */
final class Questions {
    private static final int LOOKS = 20;

    /** One of a program's own. */
    @FunctionalInterface
    interface Answer {
        String to(String question) throws Exception;
    }

    private final Answer others;

    /** At {@code hold}. */
    private Holdings held;

    private Questions(Answer others) {
        this.others = others;
    }

    /** Until there are no more; by the main thread. */
    static void answer(Answer others) throws Exception {
        Questions questions = new Questions(others);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println("= " + questions.answerTo(line));
        }
    }

    private String answerTo(String question) throws Exception {
        String[] words = question.split(" ", -1);
        return switch (words[0]) {
            case "hold" -> {
                held = Holdings.now();
                yield "held";
            }
            case "left" -> left(Integer.parseInt(words[1]));
            default -> others.to(question);
        };
    }

    /** Carriers that are not needed end by and by, and what is held for a time is let go of. */
    private String left(int mostCarriers) throws IOException, InterruptedException {
        String more = Holdings.now().moreThan(held, mostCarriers);
        for (int i = 0; i < LOOKS && !more.isEmpty(); i++) {
            Thread.sleep(1_000);
            more = Holdings.now().moreThan(held, mostCarriers);
        }
        return more.isEmpty() ? "nothing is left" : more;
    }
}
