import type { Turns } from '../../eventLoop';
import { inTurns } from '../../eventLoop';
import type * as Library from './library';

/** The library's list of modules as the build makes it: it loads one after the other. */
interface Staged {
	stages?(): Generator<void, void>;
}

/**
 * Loads ews-javascript-api on first use, so that n8n starts without it. It is seven hundred modules, which
 * would hold the event loop for a fifth of a second and more: the build makes the library load in turns.
 */
export async function loadLibrary(turns: Turns): Promise<typeof Library> {
	loading ??= load(turns);
	return await loading;
}

let loading: Promise<typeof Library> | undefined;

async function load(turns: Turns): Promise<typeof Library> {
	const { stages } = (await import('ews-javascript-api')) as Staged;
	if (stages) await inTurns(stages(), turns);
	return await import('./library');
}
