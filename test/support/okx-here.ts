/**
 * Loaded before the program by `node --import`: what it would ask OKX goes to the imitation at `OKX_HERE`, so that
 * the program runs exactly as it is and yet nothing leaves this machine.
 */
import { Agent, type Dispatcher, setGlobalDispatcher } from 'undici';

const here = process.env['OKX_HERE'] ?? '';

const redirect =
  (dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] =>
  (options, handler) => {
    const origin = new URL(String(options.origin));
    if (!origin.hostname.endsWith('.okx.com')) return dispatch(options, handler);
    return dispatch({ ...options, origin: here, path: `/${origin.hostname}${options.path}` }, handler);
  };

setGlobalDispatcher(new Agent().compose(redirect));
