package dev.baton.trace;

/** Is shown the events of a trace. */
@FunctionalInterface
public interface EventVisitor {
    /**
     * One event. They come in order of time.
     *
     * @param event the same object each time: what is to be kept has to be copied
     */
    void visit(Event event);
}
