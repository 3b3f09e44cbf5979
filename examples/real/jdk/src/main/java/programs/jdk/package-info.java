/** Programs that need no library but the JDK. */
package programs.jdk;
