package dev.baton.agent;

/** One class of the JDK, and how it is changed. No change adds a method or a field. */
interface JdkChange {
    /** What the changed class calls. */
    String BRIDGE = "dev/baton/bridge/Bridge";

    /** The class's name, with dots. It is in java.base. */
    String className();

    /**
     * The changed class.
     *
     * @param original the JDK's class file, which is not kept
     * @return another
     * @throws IllegalArgumentException when the class is not what Baton knows; says in what
     */
    byte[] apply(byte[] original);
}
