/** Programs that run the same on the stock scheduler and on Baton, and don't end the same. */
package dev.baton.examples;
