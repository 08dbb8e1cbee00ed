import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A statement that loads a module, at the beginning of a line. */
const loading = /^(?:const|var) \w+ = require\(/gm;
/** Of version 0.15.3; far fewer would mean that the file is made in another way by now. */
const fewestModules = 500;

/**
 * ews-javascript-api without what the package never uses of it, and loaded in steps: its list of modules
 * becomes `stages`, a generator that stops before each module, and fills the exports.
 * - `@ewsjs/xhr`: the library only writes requests here, so its HTTP client with axios and cookies is left
 *   out; whoever used it all the same would get an error.
 * - The data of `moment-timezone`: dates are handed over in UTC.
 */
export const leanEwsLibrary = {
	name: 'lean-ews-library',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^@ewsjs\/xhr$/ }, ({ path: name }) => ({ path: name, namespace: 'none' }));
		onLoad({ filter: /^@ewsjs\/xhr$/, namespace: 'none' }, () => ({
			contents: `for (const name of ['XhrApi', 'NtlmProvider', 'CookieProvider'])
				exports[name] = class { constructor() { throw new Error('Nothing is sent here'); } };`,
		}));
		onResolve({ filter: /^moment-timezone$/ }, ({ resolveDir }) => ({
			path: createRequire(path.join(resolveDir, 'any')).resolve(
				'moment-timezone/moment-timezone.js',
			),
		}));
		onLoad({ filter: /ews-javascript-api[\\/]js[\\/]ExchangeWebService\.js$/ }, async (file) => {
			const text = await readFile(file.path, 'utf8');
			const found = text.match(loading)?.length ?? 0;
			if (found < fewestModules) throw new Error(`Only ${found} modules found in ${file.path}`);
			return {
				contents: `module.exports.stages = function* () {
					${text.replace(loading, (statement) => `yield;${statement}`)}
				};`,
			};
		});
	},
};
