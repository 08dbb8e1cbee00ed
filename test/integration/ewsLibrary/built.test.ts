import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { libraryRequests } from '../../unit/ews/examples/library';

const root = path.resolve(__dirname, '../../..');
const isBuilt = existsSync(path.join(root, 'dist/index.js'));
if (!isBuilt && process.env.CI) throw new Error('dist/ is missing: run npm run build first');
if (!isBuilt) process.stdout.write('skipped: dist/ is missing, npm run build makes it\n');

(isBuilt ? describe : describe.skip)('ews-javascript-api as it is bundled', () => {
	it.each(['UTC', 'America/New_York', 'Nowhere/Nowhere'])(
		'writes each request as the package from npm does, and says nothing else, in %s',
		async (TZ) => {
			const args = ['--import', 'tsx', path.join(__dirname, 'builtRequests.ts')];
			const env = { ...process.env, TZ };
			const run = promisify(execFile)(process.execPath, args, { cwd: root, env });
			const [{ stdout, stderr }, expected] = await Promise.all([run, libraryRequests()]);
			expect(JSON.parse(stdout)).toEqual(expected);
			expect(stderr).toBe('');
		},
	);
});
