"""Names that very many people bear: to share one says little. In small Latin letters, folded as names are."""

from hearback.people.rules.matching.languages import words
from hearback.people.rules.matching.languages.nicknames import NICKNAMES

SURNAMES = words(
    """
    smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez gonzales wilson
    anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson
    walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell
    mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales
    murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson
    watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long
    ross foster jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher vasquez
    simmons romero jordan patterson alexander hamilton graham reynolds griffin wallace west cole hayes bryant herrera
    gibson ellis tran medina ford stevens murray freeman wells webb simpson hunter henry marshall owens mason kennedy
    shaw holmes rice robertson hunt black daniels palmer mills nichols grant knight ferguson rose stone dunn perkins
    hudson spencer gardner payne pierce berry matthews arnold wagner willis ray watkins olson carroll duncan snyder
    hart cunningham bradley lane andrews harper fox riley armstrong carpenter weaver greene lawrence elliott chapman
    lawson fields ryan schmidt carr wheeler morrison fernandez martins silva santos oliveira souza pereira lima
    costa ferreira alves ribeiro carvalho gomes rodrigues almeida lopes soares vieira barbosa rocha dias nunes
    rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti mancini rizzo lombardi
    muller schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer richter klein wolf schroder
    neumann schwarz zimmermann braun kruger hofmann hartmann lange schmitt werner krause meier lehmann schmid schulze
    maier kohler herrmann konig walter mayer huber kaiser fuchs peters lang scholz moller weiss jung hahn schubert
    vogel friedrich keller gunther frank berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig
    bohm winter kraus schumacher kramer vogt stein jager otto sommer gross seidel heinrich brandt haas schreiber
    graf dietrich ziegler kuhn kuhne pohl engel horn busch bergmann voigt sauer arnold wolff pfeiffer
    martin bernard dubois thomas robert richard petit durand leroy moreau simon laurent lefebvre michel david bertrand
    roux vincent fournier morel girard andre lefevre mercier dupont lambert bonnet francois martinez
    jong jansen vries berg bakker janssen visser smit meijer mulder bos vos peeters hendriks
    andersson johansson karlsson nilsson eriksson larsson olsson persson svensson gustafsson pettersson jonsson
    hansen johansen olsen larsen andersen pedersen nilsen kristiansen jensen karlsen nielsen christensen rasmussen
    sorensen jorgensen petersen madsen korhonen virtanen makinen nieminen makela hamalainen laine heikkinen koskinen
    nowak kowalski wisniewski wojcik kowalczyk kaminski lewandowski zielinski szymanski wozniak dabrowski
    novak svoboda novotny dvorak cerny prochazka kucera vesely horak nemec nagy kovacs toth szabo horvath varga kiss
    popescu ionescu popa ivanov smirnov kuznetsov popov vasiliev petrov sokolov mikhailov novikov fedorov morozov
    volkov alekseev lebedev semenov egorov pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov
    ivanova smirnova kuznetsova popova petrova shevchenko kovalenko bondarenko tkachenko kravchenko melnyk
    yilmaz kaya demir celik sahin yildiz yildirim ozturk aydin ozdemir arslan dogan kilic aslan cetin
    wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang song feng
    han deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao cui lei fan
    tan jin hou wen bai qin shi long wan qian dai mo hao gu mao hong fang zou xiong jia xia fu chang lai lau chan
    wong cheung leung kwok cheng chow ng ho yip tsang tam mak siu chiu kwan chu yeung lam hsu tsai chiang chung
    park choi jung kang cho yoon jang lim oh seo shin kwon hwang ahn jeon hong yoo moon son bae baek
    sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi
    matsumoto inoue kimura hayashi shimizu saito yamazaki mori abe ikeda hashimoto ishikawa ogawa okada hasegawa
    fujita goto kondo sakamoto endo aoki fujii nishimura fukuda ota miura fujiwara okamoto matsuda nakajima
    le pham hoang phan vu vo dang bui do duong ly huynh ngo dinh truong
    kumar singh sharma gupta patel shah reddy rao das verma mishra pandey yadav jain agarwal aggarwal agrawal joshi
    mehta nair iyer menon pillai roy ghosh banerjee mukherjee chatterjee bose sen dutta sinha chowdhury chaudhary
    thakur tiwari dubey srivastava saxena kapoor khanna malhotra chopra bhatt desai naik patil kulkarni deshpande
    krishnan raman subramanian srinivasan raj prasad kaur gill dhillon khan ahmed ali hussain hassan malik sheikh
    rahman islam hossain akhtar begum mohamed ahmad mahmoud ibrahim abdullah youssef mustafa osman saleh
    cohen levy mizrahi peretz friedman katz santoso wijaya setiawan kusuma bautista
    """
)
GIVEN = words(
    """
    aaron abigail adam adrian adriana ahmed aidan alan albert alberto alfred alice alison allan allen alvaro amanda
    amber amit amy ana anand andrea angel angela anil anita ankit ann anna anne annie anil antonia anuj arjun arun
    ashley ashish ashok axel barry beatrice bjorn bo brad bradley brandon brenda brent brett brian bruce bruno bryan
    byron camille carlos carol caroline carolyn cecile cesar chandra chloe claire claudia claudio
    clement colin corey craig crystal curtis cynthia cyril dale damian damien dana danielle darren daria dean deepak
    denis dennis derek dhruv diana diane dirk dominic dominik dominique douglas doug duncan dylan edgar edwin
    emanuel emil emily emma emmanuel enzo eric erica erik erika ernest ernesto ethan eva evan eve fabian fabien
    fabio fabrice fatima felix fernando flavio florence florian gail garrett gary gavin georgia gina giulia glen
    glenn gloria gordon graham grant guido gunter gustav gustavo guy hannah harsh hassan heather hector heidi
    heiko helge herbert herve hiroshi holger howard hubert hugh hugo ian igor ilya inga ingo ingrid irene iris isaac
    isabelle ismail jackie jacques jane janet jari jarek jason jasmine jay jens jeremy jerome jesper jesus jill jing
    joachim joan joakim joanna joel joerg jorg jose julia julian julie julien jun jung jurgen justin kai karen karin
    karsten kathleen kay keith kelly kevin kirk klaus kristen kurt kyle laura lauren leila leo leon
    leslie liam linda lionel lisa lorraine louise luc luca lucas lucia lucy luke lukas lukasz lynn madeleine
    magnus maite manfred manish manoj manuel marcel marcelo marcin margot marina mario marion marius marta martha
    martina mathilde mats maurice mauricio mauro megan michelle miguel milan miles min ming miriam mohit monica
    monika morgan morten murray nancy naoki naomi neal neil nelson nigel nils nina norbert norman olaf ole oleg olga
    oliver olivier oscar otto owen pamela pascal patrice paula pauline per petra pierre prakash pradeep praveen rahul
    rainer rajesh ralf ralph ramesh ramon randy raphael raul ravi reinhard remi renaud rene ricardo rob robin
    rodney rodrigo roger rohan rohit rosa rose ross roy ruben russell ruth ryan sachin sandeep sandra sanjay santiago
    sara sarah scott sean sebastian shane shannon sharon shaun shawn sheila simon simone sofia solene sonia stacy
    stuart sunil suresh sven sylvain sylvie takashi tamara tanya tara tatiana taylor teresa thierry thorsten tiago
    tobias todd toni tracy travis trevor ulf ulrich umesh ursula uwe vanessa vera veronica vijay vikas vikram vinay
    virginia vivek volker wayne wei wendy werner wolfgang xavier xin yan yannick yi ying yong yves yvonne
    """
) | frozenset(NICKNAMES)
