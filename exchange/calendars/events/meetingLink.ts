/** Links by which people join a meeting, of the services that are common. */
const joinLinks =
	/https:\/\/[^\s"'<>]*(?:teams\.(?:microsoft|live)\.com\/(?:l\/meetup-join|meet)\/|zoom\.us\/[jw]\/|webex\.com\/|meet\.google\.com\/|bbb\.[^\s"'<>/]+\/|meet\.jit\.si\/)[^\s"'<>]*/i;

/** The link of an online meeting in a text or HTML body, as it has to be written in a text. */
export function meetingLinkIn(body: string): string | undefined {
	return joinLinks.exec(body)?.[0].replace(/&amp;/g, '&');
}
