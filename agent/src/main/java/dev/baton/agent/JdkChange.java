package dev.baton.agent;

/** One class of the JDK, and how it is changed. No change adds a method or a field. */
interface JdkChange {
    /** The class's name, with dots. It is in java.base. */
    String className();

    /**
     * The changed class.
     *
     * @param original the JDK's class file
     * @return another
     * @throws IllegalArgumentException when the class is not what Baton knows; says in what
     */
    byte[] apply(byte[] original);
}
