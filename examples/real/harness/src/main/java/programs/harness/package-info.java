/**
 * What the programs have in common: virtual threads that send requests, a heartbeat beside them,
 * and a line of JSON at the end that says how both fared. It uses the JDK and nothing else.
 */
package programs.harness;
