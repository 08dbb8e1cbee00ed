/** Stands for exchange/connection where histories are bundled: connections go through the wire of their run. */
import { connect as connectReally, type Exchange } from '../../exchange/connection';
import type { SettingsOfRun } from './wire';

export function connect({ run, memory, ...settings }: SettingsOfRun): Exchange {
	return run.wire.decorate(connectReally(settings), run, memory);
}
