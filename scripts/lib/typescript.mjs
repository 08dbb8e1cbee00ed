import { pathToFileURL } from 'node:url';
import path from 'node:path';

import { projectFolder } from './ensureDependencies.mjs';

/**
 * Loads a TypeScript module of this checkout into this process. The dependencies must be there.
 * @param {string} file relative to the checkout
 */
export async function loadTypeScript(file) {
	const { require } = await import('tsx/cjs/api');
	return require(path.join(projectFolder, file), pathToFileURL(projectFolder).href);
}
