/** What may be said in system properties and in the environment, and in which words. */
package dev.baton.settings;
