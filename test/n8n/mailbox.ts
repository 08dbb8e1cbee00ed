import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail server that takes everything, for workflows that send mail. */
export class Mailbox {
	/** Mails as text, decoded, the oldest first. */
	readonly mails: string[] = [];

	private constructor(private readonly server: Server) {}

	static async open(): Promise<Mailbox> {
		const server = createServer();
		const mailbox = new Mailbox(server);
		server.on('connection', (socket) => mailbox.talk(socket));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return mailbox;
	}

	/** What a user types into n8n's SMTP credential. */
	get credential() {
		const { port } = this.server.address() as AddressInfo;
		return {
			user: '',
			password: '',
			host: '127.0.0.1',
			port,
			secure: false,
			disableStartTls: true,
		};
	}

	async close(): Promise<void> {
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** @see https://www.rfc-editor.org/rfc/rfc5321 */
	private talk(socket: Socket): void {
		let received = '';
		let isMail = false;
		const say = (line: string) => socket.write(`${line}\r\n`);
		socket.on('error', () => socket.destroy());
		say('220 mail.enyoi.example');
		socket.on('data', (chunk) => {
			received += chunk.toString('latin1');
			for (;;) {
				const end = received.indexOf(isMail ? '\r\n.\r\n' : '\r\n');
				if (end === -1) return;
				const text = received.slice(0, end);
				received = received.slice(end + (isMail ? 5 : 2));
				if (isMail) {
					this.mails.push(decoded(text));
					isMail = false;
					say('250 OK');
				} else if (/^DATA/i.test(text)) {
					isMail = true;
					say('354 Go on');
				} else if (/^QUIT/i.test(text)) {
					say('221 Bye');
					socket.end();
				} else say('250 OK');
			}
		});
	}
}

/** Text of a mail whatever its parts are encoded in. */
function decoded(mail: string): string {
	const parts = mail.replace(
		/(content-transfer-encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n)([A-Za-z0-9+/=\r\n]+)/gi,
		(_, head: string, body: string) => `${head}${Buffer.from(body, 'base64').toString('latin1')}`,
	);
	return parts
		.replace(/=\r\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
