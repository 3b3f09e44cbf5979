package dev.baton.bench;

import java.util.List;

/**
 * A program that knows nothing of Baton: the sides differ in that one has the agent. The last line
 * that it prints is {@code {"values":{"":[12.5],"p99":[17]}}}: the experiment's own figure and
 * those whose ids have a dot and more behind that.
 *
 * @param module the directory it is in, under Baton's sources
 * @param mainClass what to start
 * @param args its first arguments
 */
public record Unmodified(String module, String mainClass, List<String> args) implements Subject {
    /** Copies the list. */
    public Unmodified {
        args = List.copyOf(args);
    }
}
