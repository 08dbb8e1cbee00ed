import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { projectFolder } from './ensureDependencies.mjs';

/**
 * Writes a page of the documentation that is made from the code. With --check on the command line it
 * only compares, and lets the process fail when the page is not what would be written.
 * @param {string} file from the root, such as `docs/errors.md`
 * @param {string} content Markdown
 * @param {string} script the command's file, for the message
 */
export async function writePage(file, content, script) {
	const page = path.join(projectFolder, file);
	const text = await prettier.format(content, {
		...(await prettier.resolveConfig(page)),
		parser: 'markdown',
	});
	if (!process.argv.includes('--check')) {
		writeFileSync(page, text);
	} else if (text !== readFileSync(page, 'utf8')) {
		console.error(`${file} is out of date: node ${script}`);
		process.exitCode = 1;
	}
}
